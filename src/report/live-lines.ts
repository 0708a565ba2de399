import type { NodeRun, SourceAge } from '../run/events.ts'
import { padEnd, padStart } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount, plural } from './format-count.ts'
import { formatAge, formatDuration } from './format-duration.ts'
import { materializationOf } from './format-result.ts'
import { idLabel, type NodeOf, nodeLabel, testedLabel, testLabel } from './node-label.ts'
import type { Entry, TestCount } from './progress.ts'
import { type Color, type Span, truncateSpans, widthOfSpans } from './style.ts'
import type { Symbols } from './symbols.ts'

export interface LiveLineOptions {
  readonly symbols: Symbols
  readonly nodeOf: NodeOf
  readonly labelWidth: number
  /** Cells of a line. What does not fit is left out: first sizes, then what kind it is. */
  readonly width: number
}

type Sign = readonly [sign: keyof Symbols, color: Color]

/** The line of something that has ended. */
export function finishedLine(entry: Entry, options: LiveLineOptions): readonly Span[] {
  switch (entry.type) {
    case 'node':
      return nodeLine(entry.run, entry.tests, options)
    case 'tests': {
      const label = idLabel(entry.of, options.nodeOf)
      return fitted(
        [start(signOf(entry.tests), label, options), [...testsPart(entry.tests, options), time(entry.seconds)]],
        options,
      )
    }
    default: {
      const label = testedLabel(entry.test, options.nodeOf)
      const kind = label === undefined ? 'test' : `test ${testLabel(entry.test)}`
      const line = start(signOfRun(entry.run), label ?? testLabel(entry.test), options)
      return fitted([line, [[`  ${kind}`], [outcome(entry.run)], time(secondsOf(entry.run))]], options)
    }
  }
}

function nodeLine(run: NodeRun, tests: TestCount, options: LiveLineOptions): readonly Span[] {
  const { node, result } = run
  const line = start(signOfNode(run, tests), nodeLabel(node), options)
  const kind: readonly Span[] = [[`  ${padEnd(materializationOf(node), 9)}`]]
  const after = testsPart(tests, options)
  switch (result.status) {
    case 'success': {
      const rows = result.rows === undefined ? '' : plural(result.rows, 'row')
      const bytes = result.bytes === undefined ? '' : formatBytes(result.bytes)
      const parts = [
        line,
        kind,
        [[padStart(rows, 18)]],
        [[padStart(bytes, 11)]],
        [time(result.seconds), ...after],
      ] as const
      return fitted(parts, options, [3, 2, 1])
    }
    case 'reused':
      return fitted(
        [line, kind, [['  unchanged, reused'], ...after], [[`  from run ${oneLine(result.run)}`, 'dim']]],
        options,
        [3, 1],
      )
    case 'error':
      return fitted([line, kind, [[outcome(run)], time(result.seconds)]], options, [1])
    case 'fresh':
    case 'aging':
    case 'stale':
      return fitted([line, [[`  ${ageText(result.age)}`]], [time(result.seconds)]], options)
    case 'skipped':
      return fitted([line, [[`  skipped: ${reason(result, options.nodeOf)}`]]], options)
    default:
      return fitted([line, kind, after], options)
  }
}

function outcome({ result }: NodeRun): string {
  switch (result.status) {
    case 'error':
      return `  failed: ${result.diagnostic.code}`
    case 'fail':
      return `   ${plural(result.failure.failures, 'row')} failed`
    case 'warn':
      return `   ${plural(result.failure.failures, 'row')} warned`
    default:
      return ''
  }
}

function reason(
  { because, reason: text }: Extract<NodeRun['result'], { readonly status: 'skipped' }>,
  nodeOf: NodeOf,
): string {
  if (because === undefined) return oneLine(text)
  const cause = nodeOf(because)
  if (cause?.type !== 'test') return `${idLabel(because, nodeOf)} failed`
  const tested = testedLabel(cause, nodeOf)
  return tested === undefined ? `${testLabel(cause)} failed` : `${tested} failed its test ${testLabel(cause)}`
}

function ageText({ seconds }: SourceAge): string {
  return padEnd(seconds === undefined ? 'no row' : `newest row ${formatAge(seconds)}`, 24)
}

/** A line's sign and whose it is. */
export function start([sign, color]: Sign, label: string, { symbols, labelWidth }: LiveLineOptions): readonly Span[] {
  return [['  '], [symbols[sign], color], [` ${padEnd(label, labelWidth)}`]]
}

function testsPart({ passed, warned, failed }: TestCount, { symbols }: LiveLineOptions): readonly Span[] {
  const all = passed + warned + failed
  if (all === 0) return []
  if (passed === all) return [[`   ${plural(all, 'test')} `], [symbols.ok.trimEnd(), 'green']]
  return [[`   ${formatCount(passed)}/${plural(all, 'test')}`, failed > 0 ? 'red' : 'yellow']]
}

function time(seconds: number): Span {
  return [padStart(formatDuration(seconds), 8)]
}

function secondsOf({ result }: NodeRun): number {
  return result.status === 'skipped' ? 0 : result.seconds
}

function signOf({ failed, warned }: TestCount): Sign {
  if (failed > 0) return ['failed', 'red']
  return warned > 0 ? ['warned', 'yellow'] : ['ok', 'green']
}

function signOfNode(run: NodeRun, tests: TestCount): Sign {
  if (tests.failed > 0) return ['failed', 'red']
  return signOfRun(run)
}

function signOfRun({ result }: NodeRun): Sign {
  switch (result.status) {
    case 'success':
    case 'pass':
    case 'fresh':
      return ['ok', 'green']
    case 'reused':
      return ['reused', 'green']
    case 'warn':
    case 'aging':
      return ['warned', 'yellow']
    case 'skipped':
      return ['skipped', 'dim']
    default:
      return ['failed', 'red']
  }
}

/** Leaves out parts, in the order given, until the line fits; cuts the line where that is not enough. */
export function fitted(
  parts: readonly (readonly Span[])[],
  { width, symbols }: LiveLineOptions,
  expendable: readonly number[] = [],
): readonly Span[] {
  const without = [0, ...expendable.map((_, count) => count + 1)].map((count) =>
    parts.flatMap((part, index) => (expendable.slice(0, count).includes(index) ? [] : part)),
  )
  const shortest = without.at(-1) ?? []
  return without.find((line) => widthOfSpans(line) <= width) ?? truncateSpans(shortest, width, symbols.ellipsis)
}
