import type { Pointer, TableEntry, TableTest } from '../environments/pointer.ts'
import type { JsonObject } from '../util/json.ts'
import { formatBytes } from './format-bytes.ts'
import { plural } from './format-count.ts'

/** Rows of a version; undefined for a view without files, whose rows nobody counted. */
export function rowsOf({ kind, files }: TableEntry): number | undefined {
  return kind === 'view' && files.length === 0 ? undefined : files.reduce((sum, { rows }) => sum + rows, 0)
}

export function bytesOf({ files }: Pick<TableEntry, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** `3 tests passed`, `2 passed, 1 warned`; an empty text where none ran. */
export function testsText(tests: readonly TableTest[]): string {
  const count = (status: TableTest['status']) => tests.filter((test) => test.status === status).length
  if (tests.length === 0) return ''
  if (count('pass') === tests.length) return `${plural(tests.length, 'test')} passed`
  const parts = [['pass', 'passed'] as const, ['warn', 'warned'] as const, ['fail', 'failed'] as const]
  return parts.flatMap(([status, word]) => (count(status) > 0 ? [`${count(status)} ${word}`] : [])).join(', ')
}

/** All rows and all bytes of a state: `7 rows, 1.2 kB`. */
export function sizeText({ tables }: Pick<Pointer, 'tables'>): string {
  const all = [...tables.values()]
  const rows = all.reduce((sum, table) => sum + (rowsOf(table) ?? 0), 0)
  const bytes = all.reduce((sum, table) => sum + bytesOf(table), 0)
  return `${plural(rows, 'row')}, ${formatBytes(bytes)}`
}

/** `2026-01-31T12:00:00Z` */
export function timeText(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A version as JSON, under the names that dbt's artifacts use. */
export function tableJson(table: TableEntry): JsonObject {
  return {
    unique_id: table.nodeId,
    layer: table.layer,
    kind: table.kind,
    fingerprint: table.fingerprint,
    rows: rowsOf(table) ?? null,
    bytes: bytesOf(table),
    files: table.files.length,
    columns: table.columns.map(({ name, type }) => ({ name, type })),
    partition_by: [...table.partitionBy],
    tests: table.tests.map(({ name, status, failures }) => ({ name, status, failures })),
    built_by: table.builtBy,
    built_at: table.builtAt.toISOString(),
  }
}
