import type { Json } from '../util/json.ts'

/** A scan of a query that has run: of CSV, or of a table of a source that the engine reads by itself. */
export interface Scan {
  /** Empty for a table of a source. */
  readonly file: string
  /** Rows that it handed on: all that it read, as filters are steps of their own. */
  readonly rows: number
}

export interface ScannedRows {
  readonly scans: readonly Scan[]
  /** The query may have ended before a scan had read everything. */
  readonly mayStopEarly: boolean
}

interface ProfileNode {
  readonly operator_name?: string
  readonly operator_cardinality?: number
  readonly extra_info?: Readonly<Record<string, Json>>
  readonly children?: readonly ProfileNode[]
}

/** Reads what `EXPLAIN (ANALYZE, FORMAT JSON)` says of the scans of the query that it ran. */
export function scannedRows(profile: string): ScannedRows {
  // The profile's shape is DuckDB's documented one; fields that are missing count as nothing.
  const open = [JSON.parse(profile) as ProfileNode]
  const scans: Scan[] = []
  let mayStopEarly = false
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...(node.children ?? []))
    const name = node.operator_name?.trim() ?? ''
    // A join with an empty side, or one that needs only a match, need not look at the rest of the other.
    if (/LIMIT|JOIN|SAMPLE|EMPTY_RESULT/.test(name)) mayStopEarly = true
    if (name !== 'READ_CSV' && name !== 'POSTGRES_SCAN') continue
    scans.push({ file: String(node.extra_info?.['Filename(s)'] ?? ''), rows: node.operator_cardinality ?? 0 })
  }
  return { scans, mayStopEarly }
}
