import type { NodeRun, SourceAge } from '../run/events.ts'
import { instantText } from '../util/instant.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatLine } from './format-diagnostic.ts'
import { formatSeconds } from './format-duration.ts'
import { idLabel, type NodeOf, nodeLabel, testedLabel, testLabel } from './node-label.ts'

/** One line of the plain log: a status, whose it is, and facts as `key=value`. */
export interface PlainResult {
  readonly status: 'OK' | 'REUSE' | 'ERROR' | 'FAIL' | 'WARN' | 'SKIP' | 'STALE'
  readonly label: string
  /** The materialization, or what a test checks. */
  readonly kind: string
  readonly facts: readonly string[]
}

export interface FormatResultOptions {
  readonly nodeOf: NodeOf
  readonly read: (file: string) => string | undefined
}

/** Undefined for a test that passed or was skipped, which is only counted. */
export function plainResult({ node, result }: NodeRun, options: FormatResultOptions): PlainResult | undefined {
  const isTest = node.type === 'test'
  const line = {
    label: isTest ? (testedLabel(node, options.nodeOf) ?? testLabel(node)) : nodeLabel(node),
    kind: isTest ? testKind(node.generic === undefined ? undefined : testLabel(node)) : materializationOf(node),
  }
  // Made where it is written: it reads the file, and most nodes are well.
  const place = () => `file=${formatLine(node.location, options.read)}`
  switch (result.status) {
    case 'pass':
      return undefined
    case 'success':
      return { status: 'OK', ...line, facts: [...sizes(result), time(result.seconds)] }
    case 'reused':
      return { status: 'REUSE', ...line, facts: ['reason=unchanged', `since=${oneLine(result.run)}`] }
    case 'error': {
      const { code, location } = result.diagnostic
      const at = location === undefined ? place() : `file=${formatLine(location, options.read)}`
      return { status: 'ERROR', ...line, facts: [`code=${code}`, time(result.seconds), at] }
    }
    case 'fail':
    case 'warn':
      return {
        status: result.status === 'fail' ? 'FAIL' : 'WARN',
        ...line,
        facts: [`failures=${result.failure.failures}`, time(result.seconds), place()],
      }
    case 'fresh':
    case 'aging':
    case 'stale':
      return { status: ageWords[result.status], ...line, facts: ageFacts(result, place) }
    default:
      if (isTest) return undefined
      return { status: 'SKIP', ...line, facts: [because(result, options.nodeOf)] }
  }
}

function because(result: Extract<NodeRun['result'], { readonly status: 'skipped' }>, nodeOf: NodeOf): string {
  return `because=${result.because === undefined ? oneLine(result.reason).replaceAll(' ', '-') : idLabel(result.because, nodeOf)}`
}

function sizes({ rows, bytes }: { readonly rows?: number; readonly bytes?: number }): readonly string[] {
  return [...(rows === undefined ? [] : [`rows=${rows}`]), ...(bytes === undefined ? [] : [`bytes=${bytes}`])]
}

const ageWords = { fresh: 'OK', aging: 'WARN', stale: 'STALE' } as const

/** How old the newest row is and when it came; the place only where somebody should go there. */
function ageFacts(
  { status, age, seconds }: Extract<NodeRun['result'], { readonly age: SourceAge }>,
  place: () => string,
): readonly string[] {
  const { loadedAt } = age
  const facts =
    age.seconds === undefined || loadedAt === undefined
      ? ['age=none']
      : [`age=${Math.floor(age.seconds)}s`, `newest=${instantText(loadedAt)}`]
  return [...facts, time(seconds), ...(status === 'fresh' ? [] : [place()])]
}

function time(seconds: number): string {
  return `time=${formatSeconds(seconds)}`
}

function testKind(check: string | undefined): string {
  return check === undefined ? 'test' : `test=${check}`
}

export function materializationOf(node: NodeRun['node']): string {
  return 'materialization' in node ? node.materialization : node.type
}
