import type { CompiledNode } from '../compile/compiled-node.ts'
import { isTest, nodeOf } from '../manifest/lookup.ts'
import type { DataTestNode } from '../manifest/node.ts'
import { isComputed } from '../plan/shared-scan.ts'
import type { PlannedNode } from '../plan/step.ts'
import { QueryError } from '../ports/engine.ts'
import { isJsonObject, type Json } from '../util/json.ts'
import { type CombinableTest, type CombinedTests, combinedTests } from './combined-tests.ts'
import type { NodeResult } from './events.ts'
import { guarded } from './guarded.ts'
import type { RunState } from './run-state.ts'
import type { Counted } from './run-test.ts'
import { compiledTest, testNode } from './test-node.ts'

interface CompiledTest {
  readonly planned: PlannedNode
  readonly test: DataTestNode
  /** Or the result of one that does not compile. */
  readonly compiled: CompiledNode | NodeResult
}

/**
 * Asks tests of one relation as one query, and alone those that fail, or of which the query does not tell enough. Where it is
 * refused, because of one of them perhaps, each is asked alone. The results are those of one query for each.
 */
export async function runTests(tests: readonly PlannedNode[], state: RunState): Promise<readonly NodeResult[]> {
  const started = performance.now()
  const compiled: CompiledTest[] = []
  for (const planned of tests) compiled.push(await compiledAs(planned, state))
  const combinable = compiled.flatMap(combinableTest)
  const counts = combinable.length > 1 ? await askTogether(combinable, state) : new Map<DataTestNode, Counted>()
  // A query of several has no parts that could be timed.
  const share = (performance.now() - started) / 1000 / tests.length
  const results: NodeResult[] = []
  for (const each of compiled) results.push(await resultOf(each, { counts, share }, state))
  return results
}

async function compiledAs(planned: PlannedNode, state: RunState): Promise<CompiledTest> {
  const test = nodeOf(state.input.world.manifest, planned.id)
  if (!isTest(test)) throw new Error(`Internal error: ${planned.id} is no test`)
  let compiled: CompiledNode | undefined
  const failed = await guarded(planned, state, async () => {
    compiled = await compiledTest(test, state)
    return { status: 'pass', seconds: 0 }
  })
  return { planned, test, compiled: compiled ?? failed }
}

/** What has a semicolon is one statement alone, but not in a query of several. */
function combinableTest({ test, compiled }: CompiledTest): readonly CombinableTest[] {
  if ('status' in compiled || compiled.tested === undefined || compiled.sql.includes(';')) return []
  return [{ test, compiled: { ...compiled, tested: compiled.tested } }]
}

/** What the query of all of them tells of each; nothing where it is refused. */
async function askTogether(
  tests: readonly CombinableTest[],
  { input }: RunState,
): Promise<ReadonlyMap<DataTestNode, Counted>> {
  const { world, engine, signal } = input
  const attachedTo = tests[0]?.test.generic?.attachedTo
  const node = attachedTo === undefined ? undefined : world.manifest.nodes.get(attachedTo)
  const combined = combinedTests(tests, node !== undefined && isComputed(node))
  try {
    const { rows } = await engine.execute(combined.sql, { signal })
    return countsOf(tests, combined, rows)
  } catch (error) {
    if (!(error instanceof QueryError) || signal.aborted) throw error
    return new Map()
  }
}

function countsOf(
  tests: readonly CombinableTest[],
  { values }: CombinedTests,
  [row = [], ...more]: readonly (readonly Json[])[],
): ReadonlyMap<DataTestNode, Counted> {
  // A test whose text reaches beyond its own part of the query made another one of it.
  if (row.length !== tests.length || more.length > 0) return new Map()
  return new Map(
    tests.flatMap(({ test }, index) => {
      const counted = values[index] === 'failing' ? noneFails(row[index]) : countedOf(row[index])
      return counted === undefined ? [] : [[test, counted] as const]
    }),
  )
}

function noneFails(failing: Json | undefined): Counted | undefined {
  return failing === 0 ? { failures: 0, shouldWarn: false, shouldError: false } : undefined
}

function countedOf(value: Json | undefined): Counted | undefined {
  if (!isJsonObject(value)) return undefined
  return {
    failures: value['failures'] ?? null,
    shouldWarn: value['should_warn'] === true,
    shouldError: value['should_error'] === true,
  }
}

async function resultOf(
  { planned, test, compiled }: CompiledTest,
  { counts, share }: { readonly counts: ReadonlyMap<DataTestNode, Counted>; readonly share: number },
  state: RunState,
): Promise<NodeResult> {
  if ('status' in compiled) return compiled
  const started = performance.now()
  const counted = counts.get(test)
  return guarded(planned, state, async () => ({
    ...(await testNode({ test, compiled, planned, ...(counted !== undefined && { counted }) }, state)),
    seconds: share + (performance.now() - started) / 1000,
  }))
}
