import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeRun, RunEvent, RunSummary } from '../run/events.ts'
import { plural } from './format-count.ts'
import { formatDiagnostic, formatLine } from './format-diagnostic.ts'
import { formatFailure } from './format-failure.ts'
import { idLabel, type NodeOf, nodeLabel, testedLabel, testLabel } from './node-label.ts'
import { xmlElement, xmlText } from './xml.ts'

type Read = (file: string) => string | undefined

/** Follows a run and tells it as JUnit XML, which CI servers show: a suite a model or source, a case a test. */
export interface JunitReport {
  readonly report: (event: RunEvent) => void
  /** The whole file; undefined while the run has not ended. */
  xml(): string | undefined
}

export function junitReport(read: Read): JunitReport {
  let nodes: ReadonlyMap<NodeId, Node> = new Map()
  let summary: RunSummary | undefined
  return {
    report(event) {
      if (event.type === 'run-started') nodes = event.nodes ?? nodes
      if (event.type === 'run-finished') summary = event.summary
    },
    xml: () => summary && document(suitesOf(summary, { read, nodeOf: (id) => nodes.get(id) })),
  }
}

/** Mistakes of a project, of which nothing was run: an old file would say that all is well. */
export function junitMistakes(diagnostics: readonly Diagnostic[], read: Read): string {
  const errors = diagnostics.filter(({ code }) => codes[code].severity === 'error')
  const cases = errors.map((diagnostic): Case => ({ ...mistake(diagnostic, read), name: diagnostic.code, seconds: 0 }))
  return document([{ name: 'project', file: undefined, startedAt: undefined, cases }])
}

interface Case {
  readonly name: string
  readonly seconds: number
  readonly outcome: 'pass' | 'failure' | 'error' | 'skipped'
  readonly message: string
  readonly text: string
}

interface Suite {
  readonly name: string
  readonly file: string | undefined
  readonly startedAt: Date | undefined
  readonly cases: readonly Case[]
}

interface CaseOptions {
  readonly read: Read
  readonly nodeOf: NodeOf
}

function suitesOf({ runs, diagnostics }: RunSummary, options: CaseOptions): readonly Suite[] {
  const groups = new Map<NodeId, NodeRun[]>()
  for (const run of runs) {
    const id = run.node.type === 'test' ? (run.node.generic?.attachedTo ?? run.node.id) : run.node.id
    groups.set(id, [...(groups.get(id) ?? []), run])
  }
  const suites = [...groups].map(([id, members]) => ({
    name: idLabel(id, options.nodeOf),
    file: options.nodeOf(id)?.path ?? members[0]?.node.path,
    startedAt: members[0]?.startedAt,
    cases: members.map((run) => caseOf(run, options)),
  }))
  if (diagnostics.length === 0) return suites
  const cases = diagnostics.map(
    (diagnostic): Case => ({ ...mistake(diagnostic, options.read), name: diagnostic.code, seconds: 0 }),
  )
  return [...suites, { name: 'run', file: undefined, startedAt: undefined, cases }]
}

function caseOf(run: NodeRun, options: CaseOptions): Case {
  const { node, result } = run
  const name = node.type === 'test' ? testLabel(node) : `build ${nodeLabel(node)}`
  const seconds = result.status === 'skipped' ? 0 : result.seconds
  const text = formatFailure(run, { ...options, color: false, unicode: true }) ?? ''
  switch (result.status) {
    case 'error':
      return { ...mistake(result.diagnostic, options.read), name, seconds }
    case 'fail':
    case 'warn': {
      const tested = node.type === 'test' ? testedLabel(node, options.nodeOf) : undefined
      const place = formatLine(node.location, options.read)
      const message = `${plural(result.failure.failures, 'failure')}${tested === undefined ? '' : ` in ${tested}`} (${place})`
      return { name, seconds, outcome: result.status === 'fail' ? 'failure' : 'pass', message, text }
    }
    case 'skipped':
      return { name, seconds, outcome: 'skipped', message: result.reason, text: '' }
    default:
      return { name, seconds, outcome: 'pass', message: '', text: '' }
  }
}

function mistake(diagnostic: Diagnostic, read: Read): Pick<Case, 'outcome' | 'message' | 'text'> {
  const { code, message, location } = diagnostic
  const place = location === undefined ? '' : ` (${formatLine(location, read)})`
  const text = formatDiagnostic(diagnostic, { read, color: false, unicode: true })
  return { outcome: 'error', message: `${code}: ${message.split('\n')[0]}${place}`, text }
}

function document(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ cases }) => cases)
  const { skipped: _, ...counts } = countsOf(all)
  const root = xmlElement('testsuites', { name: 'tpchmodel', ...counts }, suites.map(suiteXml))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`
}

function suiteXml({ name, file, startedAt, cases }: Suite): string {
  // Without a zone, as everybody writes it.
  const timestamp = startedAt?.toISOString().slice(0, 19)
  return xmlElement(
    'testsuite',
    { name, ...countsOf(cases), timestamp, file },
    cases.map((found) => caseXml(found, name)),
  )
}

function caseXml({ name, seconds, outcome, message, text }: Case, classname: string): string {
  const attributes = { classname, name, time: time(seconds) }
  if (outcome === 'skipped') return xmlElement('testcase', attributes, [xmlElement('skipped', { message }, [])])
  const said = text === '' ? [] : [xmlElement('system-out', {}, [xmlText(text)])]
  if (outcome === 'pass') return xmlElement('testcase', attributes, said)
  const type = outcome === 'failure' ? 'test/failed' : message.slice(0, message.indexOf(':'))
  return xmlElement('testcase', attributes, [xmlElement(outcome, { message, type }, [xmlText(text)])])
}

function countsOf(cases: readonly Case[]) {
  const count = (outcome: Case['outcome']) => String(cases.filter((found) => found.outcome === outcome).length)
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: time(cases.reduce((sum, { seconds }) => sum + seconds, 0)),
  }
}

function time(seconds: number): string {
  return seconds.toFixed(3)
}
