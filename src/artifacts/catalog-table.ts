import { type TableEntry, tableKey } from '../environments/pointer.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { DataNode, SourceNode } from '../manifest/node.ts'

/** What is known of a table or view that is really there. */
export interface CatalogTable {
  readonly node: DataNode | SourceNode
  readonly database: string
  readonly kind: 'table' | 'view'
  /** In their order, with the engine's types. */
  readonly columns: readonly CatalogColumn[]
  readonly comment?: string | null
  readonly stats: readonly Stat[]
}

export interface CatalogColumn extends TypedColumn {
  readonly comment?: string | null
}

/** A number or text that documentation shows beside a table. */
export interface Stat {
  readonly id: string
  readonly label: string
  readonly value: number | string
  readonly description: string
}

/** Of the nodes given those that an environment of a lake shows. Nothing but its pointer is read. */
export function lakeTables(
  nodes: readonly DataNode[],
  tables: ReadonlyMap<string, TableEntry>,
  database: string,
): readonly CatalogTable[] {
  return nodes.flatMap((node) => {
    const table = tables.get(tableKey(node.relation))
    if (table === undefined) return []
    const kind = table.kind === 'view' ? 'view' : 'table'
    return [{ node, database, kind, columns: table.columns, stats: statsOf(table) }]
  })
}

/** A view has no rows of its own unless it exports them. */
function statsOf({ kind, files, builtAt }: TableEntry): readonly Stat[] {
  if (kind === 'view' && files.length === 0) return []
  return [
    stat('num_rows', '# Rows', sum(files.map(({ rows }) => rows)), 'Rows of the published version'),
    stat('num_bytes', 'Size', sum(files.map(({ bytes }) => bytes)), 'Bytes of its Parquet files'),
    stat('num_files', '# Files', files.length, 'Its Parquet files'),
    stat('last_modified', 'Built', builtAt.toISOString(), 'When the published version was computed'),
  ]
}

function stat(id: string, label: string, value: number | string, description: string): Stat {
  return { id, label, value, description }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
