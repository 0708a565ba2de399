import { isSource } from '../manifest/lookup.ts'
import type { JsonObject } from '../util/json.ts'
import { naturalOrder } from '../util/natural-sort.ts'
import type { CatalogTable } from './catalog-table.ts'
import { type Invocation, metadataJson } from './metadata.ts'

export interface CatalogInput {
  readonly invocation: Invocation
  readonly tables: readonly CatalogTable[]
  /** What could not be looked at, in words for people. */
  readonly errors: readonly string[]
}

/** dbt's `catalog.json`, version 1, as pieces of text: what is really there, by the ids of nodes and of sources. */
export function* catalogJson({ invocation, tables, errors }: CatalogInput): Iterable<string> {
  const sorted = tables.toSorted((a, b) => naturalOrder(a.node.id, b.node.id))
  yield `{"metadata":${JSON.stringify(metadataJson('catalog/v1', invocation))},"nodes":{`
  yield* entries(sorted.filter(({ node }) => !isSource(node)))
  yield '},"sources":{'
  yield* entries(sorted.filter(({ node }) => isSource(node)))
  yield `},"errors":${errors.length === 0 ? 'null' : JSON.stringify(errors)}}\n`
}

function* entries(tables: readonly CatalogTable[]): Iterable<string> {
  let separator = ''
  for (const table of tables) {
    yield `${separator}${JSON.stringify(table.node.id)}:${JSON.stringify(tableJson(table))}`
    separator = ','
  }
}

function tableJson({ node, database, kind, columns, comment = null, stats }: CatalogTable): JsonObject {
  return {
    metadata: {
      type: kind === 'view' ? 'VIEW' : 'BASE TABLE',
      schema: node.relation.schema,
      name: node.relation.identifier,
      database,
      comment,
      owner: null,
    },
    columns: Object.fromEntries(
      columns.map(({ name, type, comment: said = null }, index) => [
        name,
        { type, index: index + 1, name, comment: said },
      ]),
    ),
    stats: {
      has_stats: {
        id: 'has_stats',
        label: 'Has Stats?',
        value: stats.length > 0,
        include: false,
        description: 'Indicates whether there are statistics for this table',
      },
      ...Object.fromEntries(stats.map((stat) => [stat.id, { ...stat, include: true }])),
    },
    unique_id: node.id,
  }
}
