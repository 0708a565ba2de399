import { sqlLiteral } from '../../dialects/literal.ts'

/** What a query read of a stream, told by DuckDB's profile of it. */
export interface ScannedRows {
  /** Rows that left the scan, all scans together. */
  readonly rows: number
  /** How many scans read it: a stream that can be read once must have had one at most. */
  readonly scans: number
  /** False when the query may have stopped before the end, so that fewer rows are no loss: a LIMIT, a join that found nothing. */
  readonly complete: boolean
}

/**
 * The rows that DuckDB read from `readSql` (of a `SourceStream`), out of what `explain (analyze, format json) <query>`
 * returned. That statement runs the query, also a COPY, and takes no measurable time of its own.
 */
export function scannedRows(profile: string, readSql: string): ScannedRows {
  // DuckDB writes a tree of this documented shape.
  const root = JSON.parse(profile) as ProfileNode
  const found = scansBelow(root, true).filter(({ file }) => readSql.includes(`read_csv(${sqlLiteral(file)},`))
  return {
    rows: found.reduce((sum, { rows }) => sum + rows, 0),
    scans: found.length,
    complete: found.every(({ complete }) => complete),
  }
}

interface ProfileNode {
  readonly operator_name?: string
  readonly operator_cardinality?: number
  readonly extra_info?: { readonly 'Filename(s)'?: string }
  readonly children?: readonly ProfileNode[]
}

interface Scan {
  readonly file: string
  readonly rows: number
  readonly complete: boolean
}

function scansBelow(node: ProfileNode, complete: boolean): readonly Scan[] {
  const { operator_name: name = '', operator_cardinality: rows = 0, extra_info: info, children = [] } = node
  const file = info?.['Filename(s)']
  if (name.trim() === 'READ_CSV' && file !== undefined) return [{ file, rows, complete }]
  const stops = name.includes('LIMIT') || (/JOIN|PRODUCT/.test(name) && rows === 0)
  return children.flatMap((child) => scansBelow(child, complete && !stops))
}
