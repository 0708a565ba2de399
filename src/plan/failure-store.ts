import { hash } from 'node:crypto'
import type { Surroundings } from '../context/dbt-scope.ts'
import type { DataTestNode } from '../manifest/node.ts'
import type { Relation } from '../manifest/relation.ts'
import { nodeRelation } from '../parse/node-relation.ts'
import { catalogOf } from '../parse/parse-context.ts'
import { testAlias } from '../parse/test-alias.ts'
import type { Target } from '../project/profile.ts'
import type { JsonObject } from '../util/json.ts'

/** Where a run keeps the rows that fail a test. */
export interface FailureStore {
  /** In a lake both are files of their own: a view would show the version that readers see, not the one that failed. */
  readonly as: 'table' | 'view'
  readonly relation: Relation
}

/** The store of a test; undefined for one whose failing rows are not kept. */
export type FailureStores = (test: DataTestNode) => FailureStore | undefined

/** Bytes of a name that every file system takes with an extension. */
const longest = 200

/** `byDefault`: whether a test keeps its rows whose configuration does not say, as `--store-failures` asks. */
export function failureStores(
  target: Pick<Target, 'lake' | 'path' | 'database' | 'schema'>,
  surroundings: Surroundings,
  byDefault: boolean,
): FailureStores {
  return (test) => {
    const as = keptAs(test.config, byDefault)
    return as === undefined ? undefined : { as, relation: failuresRelation(test, target, surroundings) }
  }
}

/** As in dbt: `<schema>_dbt_test__audit.<short name of the test>`, where `schema` and `alias` of the test do not say more. */
export function failuresRelation(
  test: DataTestNode,
  target: Pick<Target, 'lake' | 'path' | 'database' | 'schema'>,
  surroundings: Surroundings,
): Relation {
  const { schema } = test.config
  return nodeRelation(
    {
      name: shortened(testAlias(test)),
      layer: undefined,
      config: { ...test.config, schema: schema ?? 'dbt_test__audit' },
      location: test.location,
      catalog: catalogOf(target, false),
      defaultSchema: target.schema,
    },
    surroundings,
  )
}

/** `store_failures_as` is stronger than `store_failures`, and both are stronger than the command line. */
function keptAs(config: JsonObject, byDefault: boolean): FailureStore['as'] | undefined {
  const { store_failures_as: as, store_failures: isKept } = config
  if (as === 'table' || as === 'view') return as
  if (as === 'ephemeral') return undefined
  return (isKept ?? byDefault) === true ? 'table' : undefined
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name
  return `${name.slice(0, 30)}_${hash('md5', name)}`
}
