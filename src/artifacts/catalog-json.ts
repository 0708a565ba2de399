import type { TableEntry } from '../environments/pointer.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Target } from '../project/profile.ts'
import type { JsonObject } from '../util/json.ts'
import { naturalOrder } from '../util/natural-sort.ts'
import { type Invocation, metadataJson } from './metadata.ts'

export interface CatalogInput {
  readonly manifest: Manifest
  readonly target: Pick<Target, 'database'>
  readonly invocation: Invocation
  /** What the environment shows. Tables of nodes that the project no longer has are left out, as in dbt. */
  readonly tables: Iterable<TableEntry>
}

/**
 * dbt's `catalog.json`, version 1, as pieces of text: columns with their types, rows and bytes of what is published. No
 * database is asked, so tables of sources, which only their own database knows, are not in it.
 */
export function* catalogJson({ manifest, target, invocation, tables }: CatalogInput): Iterable<string> {
  const known = [...tables].filter(({ nodeId }) => manifest.nodes.has(nodeId))
  yield `{"metadata":${JSON.stringify(metadataJson('catalog/v1', invocation))},"nodes":{`
  let separator = ''
  for (const table of known.sort((a, b) => naturalOrder(a.nodeId, b.nodeId))) {
    yield `${separator}${JSON.stringify(table.nodeId)}:${JSON.stringify(tableJson(table, target.database))}`
    separator = ','
  }
  yield '},"sources":{},"errors":null}\n'
}

function tableJson(table: TableEntry, database: string): JsonObject {
  const { kind, relation, columns, nodeId } = table
  return {
    metadata: {
      type: kind === 'view' ? 'VIEW' : 'BASE TABLE',
      schema: relation.schema,
      name: relation.identifier,
      database,
      comment: null,
      owner: null,
    },
    columns: Object.fromEntries(
      columns.map(({ name, type }, index) => [name, { type, index: index + 1, name, comment: null }]),
    ),
    stats: statsOf(table),
    unique_id: nodeId,
  }
}

/** A view has no rows of its own unless it exports them. */
function statsOf({ kind, files }: TableEntry): JsonObject {
  const hasRows = kind === 'parquet' || files.length > 0
  return {
    has_stats: {
      id: 'has_stats',
      label: 'Has Stats?',
      value: hasRows,
      include: false,
      description: 'Indicates whether there are statistics for this table',
    },
    ...(hasRows && {
      num_rows: stat('num_rows', '# Rows', sum(files.map(({ rows }) => rows)), 'Rows of the published version'),
      num_bytes: stat('num_bytes', 'Size', sum(files.map(({ bytes }) => bytes)), 'Bytes of its Parquet files'),
    }),
  }
}

function stat(id: string, label: string, value: number, description: string): JsonObject {
  return { id, label, value, include: true, description }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
