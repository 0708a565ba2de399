import type { Comparison } from '../environments/compare.ts'
import type { LeaseRecord } from '../environments/lease.ts'
import type { Pointer, TableEntry } from '../environments/pointer.ts'
import type { KeptState } from '../environments/state.ts'
import type { Json } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount, plural } from './format-count.ts'
import { differenceLines, differenceText } from './format-difference.ts'
import { formatTable } from './format-table.ts'
import { symbolsFor } from './symbols.ts'
import { bytesOf, rowsOf, sizeText, testsText, timeText } from './table-facts.ts'

/** An environment, and who works on it now. */
export interface Environment extends Pointer {
  readonly name: string
  readonly holder: LeaseRecord | undefined
}

export interface Look {
  readonly unicode: boolean
}

export interface ListedEnvironments {
  readonly lake: string
  readonly own: string
  readonly environments: readonly Environment[]
}

/** All environments of a lake, one a line. */
export function formatEnvironments({ lake, own, environments }: ListedEnvironments, { unicode }: Look): string {
  if (environments.length === 0) return `Nothing was published to ${oneLine(lake)} yet: tpchmodel build\n`
  const rows = environments.map(({ name, ...state }) => [name === own ? `${name} *` : name, ...stateCells(state)])
  const holders = environments.flatMap(({ name, holder }) => (holder === undefined ? [] : [heldText(name, holder)]))
  const { separator } = symbolsFor(unicode)
  const isOwn = environments.some(({ name }) => name === own)
  const closing = [`${plural(environments.length, 'environment')} in ${oneLine(lake)}`, isOwn ? '* of the target' : '']
  const lines = table(['environment', ...stateHeads], rows, unicode)
  return text([...lines, ...holders, closing.filter((part) => part !== '').join(separator)])
}

/** What one environment shows, a table a line. */
export function formatEnvironment({ name, holder, ...state }: Environment, { unicode }: Look): string {
  const { separator } = symbolsFor(unicode)
  const heads = ['table', 'kind', 'rows', 'size', 'columns', 'tests', 'built', 'by run'] as const
  const rows = [...state.tables].map(([key, entry]) => [key, ...tableCells(entry)])
  const facts = [`${plural(state.tables.size, 'table')}, ${sizeText(state)}`, stateText(name, state)]
  return text([
    ...table(heads, rows, unicode),
    ...(holder === undefined ? [] : [heldText(name, holder)]),
    facts.join(separator),
  ])
}

/** What becomes of one environment when another takes its place. */
export function formatEnvironmentDiff(
  diff: Comparison & { readonly from: Environment; readonly to: Environment },
  { unicode }: Look,
): string {
  const { separator } = symbolsFor(unicode)
  const sum = differenceText(diff)
  const names = `${diff.to.name} compared with ${diff.from.name}`
  return text([
    ...differenceLines(diff, unicode),
    sum === '' ? `${diff.to.name} shows what ${diff.from.name} shows.` : [sum, names].join(separator),
  ])
}

export interface PastStates {
  readonly environment: string
  readonly states: readonly (KeptState & { readonly changes: Comparison | undefined })[]
  readonly total: number
}

/** The states of an environment, from the current one back. */
export function formatHistory({ environment, states, total }: PastStates, { unicode }: Look): string {
  const rows = states.map((state, index) => [
    ...stateCells(state),
    index === 0 ? 'now shown' : goneText(state),
    changesText(state),
  ])
  const { separator } = symbolsFor(unicode)
  const count = states.length < total ? `${states.length} of ${plural(total, 'state')}` : plural(total, 'state')
  const more = states.length < total ? [`--limit ${states.length * 10} shows more`] : []
  const lines = table([...stateHeads, 'files', 'changes'], rows, unicode)
  return text([...lines, [`${count} of ${environment}`, ...more].join(separator)])
}

const stateHeads = ['epoch', 'published', 'by run', 'tables', 'content'] as const

function stateCells(state: Pointer): readonly Json[] {
  const { epoch, publishedAt, run, tables } = state
  return [epoch, timeText(publishedAt), run, tables.size, sizeText(state)]
}

function tableCells(entry: TableEntry): readonly Json[] {
  const rows = rowsOf(entry)
  return [
    entry.kind,
    rows === undefined ? '' : formatCount(rows),
    entry.files.length === 0 ? '' : formatBytes(bytesOf(entry)),
    entry.columns.length,
    testsText(entry.tests),
    timeText(entry.builtAt),
    entry.builtBy,
  ]
}

function stateText(name: string, { epoch, run, publishedAt }: Pick<Pointer, 'epoch' | 'run' | 'publishedAt'>): string {
  return `${name} since ${timeText(publishedAt)}, epoch ${epoch}, by run ${oneLine(run)}`
}

function goneText({ missing, tables }: KeptState): string {
  const all = [...tables.values()].reduce((sum, { files }) => sum + files.length, 0)
  return missing.length === 0 ? 'kept' : `gone (${missing.length} of ${all})`
}

function changesText({ changes }: PastStates['states'][number]): string {
  return changes === undefined ? '' : differenceText(changes)
}

function heldText(name: string, { owner, host, pid, run, since }: LeaseRecord): string {
  return oneLine(`${name} is held by ${owner}@${host} (process ${pid}), run ${run}, since ${timeText(since)}`)
}

const numbers = new Set(['epoch', 'rows', 'size', 'tables', 'columns'])

function table(heads: readonly string[], rows: readonly (readonly Json[])[], unicode: boolean): readonly string[] {
  const columns = heads.map((name) => ({ name, type: numbers.has(name) ? 'BIGINT' : 'VARCHAR' }))
  return formatTable(columns, rows, { unicode }).lines
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
