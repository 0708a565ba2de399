import type { CompiledNode } from '../compile/compiled-node.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { isSource, nodeOf } from '../manifest/lookup.ts'
import type { DataTestNode } from '../manifest/node.ts'
import type { Relation } from '../manifest/relation.ts'
import type { PlannedNode } from '../plan/step.ts'
import { extraction } from './extraction.ts'
import { compileTest, failedQuery, modelQuery } from './node-query.ts'
import type { RunState } from './run-state.ts'

interface TestToAsk {
  readonly test: DataTestNode
  readonly compiled: CompiledNode
  readonly planned: PlannedNode
  readonly state: RunState
}

/**
 * Lends a test as it can be asked several times. A test of tables that are streamed from their source reads them once:
 * its failing rows are kept in a table, and the test becomes a query of that. Throws `NodeFailure`.
 */
export async function withFailingRows<T>(
  { test, compiled, planned, state }: TestToAsk,
  use: (compiled: CompiledNode) => Promise<T>,
): Promise<T> {
  const step = planned.steps.find(({ type }) => type === 'extract')
  if (step?.type !== 'extract') return use(compiled)
  const { world, engine, workFolder, signal } = state.input
  const sources = step.sources.map((id) => nodeOf(world.manifest, id)).filter(isSource)
  const transfer = extraction({ node: test, sources, extractors: state.extractors, engine, workFolder, signal })
  const kept: Relation = { schema: `failing:${test.id}`, identifier: 'rows' }
  const schema = engine.dialect.quote(kept.schema)
  try {
    const extracting = await compileTest(test, { ...world, sourceRelation: transfer.relation }, engine, signal)
    const query = modelQuery(extracting, { engine, manifest: world.manifest })
    await transfer.prepare(withoutSemicolon(extracting.sql)).catch(failedQuery(query, 0))
    await engine.execute(`create schema ${schema}`)
    const head = `explain (analyze, format json) create table ${engine.dialect.relation(kept)} as\n`
    await transfer.run(async ({ signal: sent }) => {
      const { rows } = await engine
        .execute(head + withoutSemicolon(extracting.sql), { signal: sent })
        .catch(failedQuery(query, head.length))
      return String(rows[0]?.[1])
    })
    return await use({ ...compiled, sql: `select * from ${engine.dialect.relation(kept)}`, sourceMap: [] })
  } finally {
    await engine.execute(`drop schema if exists ${schema} cascade`)
    await transfer.close()
  }
}
