import type { DataTestNode } from '../manifest/node.ts'
import type { NodeRun, TestFailure } from '../run/events.ts'
import { displayWidth, padEnd } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatCount, plural } from './format-count.ts'
import { type FormatDiagnosticOptions, formatDiagnostic, formatLine } from './format-diagnostic.ts'
import { formatTable } from './format-table.ts'
import { type NodeOf, testedLabel, testLabel } from './node-label.ts'
import { type Paint, painter } from './style.ts'
import { symbolsFor } from './symbols.ts'

export interface FormatFailureOptions extends FormatDiagnosticOptions {
  readonly nodeOf: NodeOf
}

/** Where the place of a test stands on its first line, when there is room. */
const placeColumn = 62

/** Everything about a run that went wrong: the rows of a test, the place of an error. Undefined for one that went well. */
export function formatFailure({ node, result }: NodeRun, options: FormatFailureOptions): string | undefined {
  if (result.status === 'error') return formatDiagnostic(result.diagnostic, options)
  if (result.status === 'aging' || result.status === 'stale') {
    return result.diagnostic && formatDiagnostic(result.diagnostic, options)
  }
  if (node.type !== 'test' || (result.status !== 'fail' && result.status !== 'warn')) return undefined
  return failureText(node, result, options)
}

function failureText(
  node: DataTestNode,
  { status, failure }: Extract<NodeRun['result'], { readonly status: 'warn' | 'fail' }>,
  options: FormatFailureOptions,
): string {
  const paint = painter(options.color)
  const width = options.width === undefined ? undefined : Math.max(20, options.width - 4)
  const rows =
    failure.rows.length === 0
      ? []
      : formatTable(failure.columns, failure.rows, { width, unicode: options.unicode }).lines
  return [
    ...header(node, status, options, paint),
    ...(node.description === '' ? [] : [`  ${oneLine(node.description)}`]),
    `  ${facts(node, failure, status).join(symbolsFor(options.unicode).separator)}`,
    ...(rows.length === 0 ? [] : ['', ...rows.map((row) => `    ${row}`)]),
    '',
    `  ${paint('all rows   ', 'dim')} tpchmodel show --failures ${oneLine(node.name)} --limit 100`,
    ...(status === 'fail' && failure.heldBack !== undefined
      ? [
          `  ${paint('the version', 'dim')} tpchmodel show --version failed --select ${failure.heldBack.map(oneLine).join(' ')}`,
        ]
      : []),
    ...(failure.keptIn === undefined ? [] : [`  ${paint('kept in    ', 'dim')} ${oneLine(failure.keptIn)}`]),
    ...(failure.masked === undefined ? [] : [`  ${paint('masked     ', 'dim')} ${hiddenText(failure.masked)}`]),
    `  ${paint('the query  ', 'dim')} ${oneLine(failure.compiledPath)}`,
  ].join('\n')
}

function header(
  test: DataTestNode,
  status: 'warn' | 'fail',
  options: FormatFailureOptions,
  paint: Paint,
): readonly string[] {
  const { ok: _, failed, warned } = symbolsFor(options.unicode)
  const tested = testedLabel(test, options.nodeOf)
  const sign = status === 'fail' ? failed : warned
  const title = `${sign} ${testLabel(test)}${tested === undefined ? '' : ` on ${tested}`}`
  const place = formatLine(test.location, options.read)
  const painted = title.replace(sign, () => paint(sign, status === 'fail' ? 'red' : 'yellow'))
  const blanks = Math.max(2, placeColumn - displayWidth(title))
  const isRoom = displayWidth(title) + blanks + displayWidth(place) <= (options.width ?? Number.POSITIVE_INFINITY)
  return isRoom ? [`${painted}${padEnd('', blanks)}${paint(place, 'cyan')}`] : [painted, `  ${paint(place, 'cyan')}`]
}

function facts(test: DataTestNode, failure: TestFailure, status: 'warn' | 'fail'): readonly string[] {
  const { failures, tested, condition, streak } = failure
  const isCount = test.thresholds.failCalc === 'count(*)'
  const share = isCount && tested ? ` of ${formatCount(tested)} rows (${percent(failures / tested)})` : undefined
  return [
    share === undefined ? plural(failures, isCount ? 'row' : 'failure') : `${formatCount(failures)}${share}`,
    `severity ${test.thresholds.severity}`,
    `${status === 'fail' ? 'fails' : 'warns'} at ${isCount ? countThreshold(condition) : oneLine(condition)}`,
    ...(streak === undefined || streak === 0
      ? []
      : [`${streak > 0 ? 'passed' : `${status}ed`} in the last ${runs(Math.abs(streak))}`]),
  ]
}

/** `>0`, which is what `!= 0` says of a number of rows; what else somebody wrote as it is. */
function countThreshold(condition: string): string {
  const [, operator, number] = /^\s*(<=|>=|!=|<>|<|>|=)\s*(\d+)\s*$/.exec(condition) ?? []
  if (operator === undefined) return oneLine(condition)
  const isSome = number === '0' && (operator === '!=' || operator === '<>')
  return isSome ? '>0' : `${operator}${number}`
}

function hiddenText(columns: readonly string[]): string {
  return `${columns.map(oneLine).join(', ')}: personal data, which --unmask shows`
}

function runs(count: number): string {
  return count === 1 ? 'run' : plural(count, 'run')
}

function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.01) return '<0.01%'
  return `${value >= 10 || Number.isInteger(value) ? Math.round(value * 10) / 10 : value.toFixed(2)}%`
}
