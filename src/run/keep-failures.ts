import type { CompiledNode } from '../compile/compiled-node.ts'
import type { DataTestNode } from '../manifest/node.ts'
import type { FailureStore } from '../plan/failure-store.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import { type ParquetOptions, parquetOptions } from '../plan/parquet-options.ts'
import { writeParquet } from './build-parquet.ts'
import type { BuiltVersion } from './built.ts'
import { dropOther } from './drop-other.ts'
import { failuresTableOf } from './named-table.ts'
import { checkSelect, failedQuery, modelQuery, type NodeQuery } from './node-query.ts'
import { readFilesSql } from './parquet-files.ts'
import type { RunState } from './run-state.ts'

export interface FailuresToKeep {
  readonly test: DataTestNode
  readonly compiled: CompiledNode
  readonly store: FailureStore
  /** Its rows can be asked once only, so that a view would have nothing to read. */
  readonly isStreamed: boolean
}

/** How failing rows are written: nobody is stopped by a sum of integers, which Parquet would round, in a test's query. */
const options: ParquetOptions = parquetOptions({ hugeint: 'decimal' })

/**
 * Keeps all rows that a test selects, also when there are none, and returns the test as a query of what is kept. Throws
 * `NodeFailure`.
 */
export async function keepFailures(toKeep: FailuresToKeep, state: RunState): Promise<CompiledNode> {
  const { compiled } = toKeep
  const { engine, world } = state.input
  await checkSelect(compiled, engine)
  const query = modelQuery(compiled, { engine, manifest: world.manifest })
  const sql =
    state.input.store === undefined
      ? await keepInDatabase(toKeep, query, state)
      : await keepInLake(toKeep, query, state)
  return { ...compiled, sql, sourceMap: [] }
}

async function keepInLake({ test, store }: FailuresToKeep, query: NodeQuery, state: RunState): Promise<string> {
  const { engine } = state.input
  const columns = await engine.describe(query.sql).catch(failedQuery(query, 0))
  const written = await writeParquet(test, { query, columns, options, extraction: undefined }, state)
  const version: BuiltVersion = {
    fingerprint: fingerprint({
      sql: query.sql,
      materialization: 'failures',
      options: null,
      engine: engine.version,
      parents: [],
      content: written.files.map(({ sha256 }) => sha256),
    }),
    columns: written.columns,
    local: { files: written.files, partitionBy: [] },
  }
  const kept = { test, relation: store.relation, version }
  state.failures.set(test.id, kept)
  state.storing?.begin(failuresTableOf(kept), version)
  return readFilesSql({ columns: written.columns, partitionBy: [] }, written.files)
}

async function keepInDatabase(
  { store, isStreamed }: FailuresToKeep,
  query: NodeQuery,
  { input: { engine } }: RunState,
): Promise<string> {
  const { relation } = store
  const { catalog, schema } = relation
  const as = isStreamed ? 'table' : store.as
  const { quote } = engine.dialect
  await engine.execute(
    `create schema if not exists ${[...(catalog === undefined ? [] : [catalog]), schema].map(quote).join('.')}`,
  )
  await dropOther(relation, as, engine)
  const name = engine.dialect.relation(relation)
  const head = `create or replace ${as} ${name} as\n`
  await engine.execute(head + query.sql).catch(failedQuery(query, head.length))
  return `select * from ${name}`
}
