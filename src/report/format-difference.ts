import type { Comparison, TableDifference } from '../environments/compare.ts'
import type { TableEntry } from '../environments/pointer.ts'
import { columnChanges } from '../plan/change.ts'
import { displayWidth, padEnd } from '../util/display-width.ts'
import type { JsonObject } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { columnText } from './column-text.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount, plural } from './format-count.ts'
import { symbolsFor } from './symbols.ts'
import { bytesOf, rowsOf, tableJson, testsText } from './table-facts.ts'

/** Lines for a terminal: `+` new, `~` changed, `-` gone, `=` how many are the same. */
export function differenceLines({ differences, same }: Comparison, unicode: boolean): readonly string[] {
  const { arrow } = symbolsFor(unicode)
  const width = Math.max(0, ...differences.map(({ key }) => displayWidth(oneLine(key))))
  const lines = differences.flatMap((difference) => [
    `${signs[difference.kind]} ${padEnd(oneLine(difference.key), width)}  ${factsOf(difference, arrow)}`.trimEnd(),
    ...columnsOf(difference, arrow).map((column) => `    ${column}`),
  ])
  return [...lines, ...(same > 0 ? [`= ${formatCount(same)} the same`] : [])]
}

/** `1 added, 2 changed`; an empty text where all is the same. */
export function differenceText({ differences }: Comparison): string {
  const words = { added: 'added', changed: 'changed', retested: 'tested anew', removed: 'taken away' } as const
  return (['added', 'changed', 'retested', 'removed'] as const)
    .map((kind) => [differences.filter((each) => each.kind === kind).length, words[kind]] as const)
    .flatMap(([count, word]) => (count > 0 ? [`${formatCount(count)} ${word}`] : []))
    .join(', ')
}

export function differencesJson({ differences, same }: Comparison): JsonObject {
  return {
    differences: differences.map((difference) => {
      const before = 'before' in difference ? tableJson(difference.before) : null
      const after = 'after' in difference ? tableJson(difference.after) : null
      const columns =
        difference.kind === 'changed' ? columnChanges(difference.before.columns, difference.after.columns) : []
      return {
        relation: difference.key,
        change: difference.kind,
        before,
        after,
        columns: columns.map(({ name, from = null, to = null }) => ({ name, from, to })),
      }
    }),
    same,
  }
}

const signs = { added: '+', changed: '~', retested: '~', removed: '-' } as const

function factsOf(difference: TableDifference, arrow: string): string {
  const facts = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(', ')
  switch (difference.kind) {
    case 'added': {
      const { after } = difference
      return facts(contentText(after), testsText(after.tests), builtText(after))
    }
    case 'changed': {
      const { before, after } = difference
      return facts(changeText(before, after, arrow), testsText(after.tests), builtText(after))
    }
    case 'retested':
      return `the same, ${testsText(difference.before.tests) || 'untested'} ${arrow} ${testsText(difference.after.tests) || 'untested'}`
    case 'removed':
      return contentText(difference.before)
  }
}

function contentText(table: TableEntry): string {
  const rows = rowsOf(table)
  return rows === undefined ? 'view' : `${plural(rows, 'row')}, ${formatBytes(bytesOf(table))}`
}

function changeText(before: TableEntry, after: TableEntry, arrow: string): string {
  const [old, now] = [rowsOf(before), rowsOf(after)]
  if (old === undefined || now === undefined) {
    if (old !== now) return `${contentText(before)} ${arrow} ${contentText(after)}`
    const isSame = before.kind === 'view' && after.kind === 'view' && before.sql === after.sql
    return isSame ? 'view, of what it reads' : 'view, its query'
  }
  const rows = old === now ? plural(now, 'row') : `${formatCount(old)} ${arrow} ${plural(now, 'row')}`
  const [bytesBefore, bytes] = [formatBytes(bytesOf(before)), formatBytes(bytesOf(after))]
  return `${rows}, ${bytesBefore === bytes ? bytes : `${bytesBefore} ${arrow} ${bytes}`}`
}

function builtText({ builtBy }: TableEntry): string {
  return `built by ${oneLine(builtBy)}`
}

function columnsOf(difference: TableDifference, arrow: string): readonly string[] {
  if (difference.kind !== 'changed') return []
  const { before, after } = difference
  return columnChanges(before.columns, after.columns).map((column) => columnText(column, arrow))
}
