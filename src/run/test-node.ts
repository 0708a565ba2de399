import type { CompileWorld } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { builtinTests } from '../context/builtin-tests.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { DataTestNode } from '../manifest/node.ts'
import { condemned } from '../plan/blocking-tests.ts'
import type { PlannedNode } from '../plan/step.ts'
import { withFailingRows } from './failing-rows.ts'
import { keepFailures } from './keep-failures.ts'
import { hidesInTest, hidesNothing } from './masked-rows.ts'
import { compileTest } from './node-query.ts'
import type { RunState } from './run-state.ts'
import { type Counted, runTest, type TestOutcome } from './run-test.ts'

/** The final SQL of a test, kept for people to look at. Throws `NodeFailure`. */
export async function compiledTest(test: DataTestNode, { input }: RunState): Promise<CompiledNode> {
  const compiled = await compileTest(test, input.world, input.engine, input.signal)
  await input.onCompiled(compiled)
  return compiled
}

interface TestToRun {
  readonly test: DataTestNode
  readonly compiled: CompiledNode
  readonly planned: PlannedNode
  /** What a query of several tests found for this one. */
  readonly counted?: Counted
}

/** Tests one node. Throws `NodeFailure`. */
export function testNode(run: TestToRun, state: RunState): Promise<TestOutcome> {
  const { test, compiled, planned, counted } = run
  const { world, engine, signal, compiledPath, history, unmask } = state.input
  const step = planned.steps.find(({ type }) => type === 'keepFailures')
  const store = step?.type === 'keepFailures' ? step.store : undefined
  return withFailingRows({ test, compiled, planned, state }, async (asked) => {
    const kept =
      store === undefined
        ? asked
        : await keepFailures({ test, compiled: asked, store, isStreamed: asked !== compiled }, state)
    return runTest({
      test,
      compiled: kept,
      compiledPath: compiledPath(test),
      streak: history.streaks.get(test.id),
      hides:
        unmask === true
          ? hidesNothing
          : hidesInTest(test, { nodes: world.manifest.nodes, library: world.surroundings.library }),
      ...(store !== undefined && { keptIn: `${store.relation.schema}.${store.relation.identifier}` }),
      holdsBack: heldBackBy(test, state),
      ...(counted !== undefined && { counted }),
      engine,
      manifest: world.manifest,
      countTested: () => countTested(test, state),
      signal,
    })
  })
}

/** Names of the models that the run built, whose versions the lake keeps and nobody sees when a test fails. */
function heldBackBy(test: DataTestNode, { input: { store, plan, graph, world }, built }: RunState): readonly string[] {
  if (store === undefined || !plan.publishes || world.empty === true) return []
  return condemned(test, graph).flatMap((id) => {
    const found = built.get(id)
    return found?.version === undefined || found.reused !== undefined ? [] : [found.node.name]
  })
}

/** Rows of the relation that a test is declared on, where the failing ones are some of them. */
async function countTested({ generic }: DataTestNode, { input, built }: RunState): Promise<number | undefined> {
  if (generic === undefined || !selectsRows(generic.testName, input.world)) return undefined
  const known = built.get(generic.attachedTo)?.rows
  if (known !== undefined && generic.where === undefined) return known
  const node = nodeOf(input.world.manifest, generic.attachedTo)
  if (!isDataNode(node) || node.materialization === 'ephemeral') return undefined
  const where = generic.where === undefined ? '' : ` where ${generic.where}`
  const { rows } = await input.engine.execute(
    `select count(*) from ${input.engine.dialect.relation(node.relation)}${where}`,
  )
  return Number(rows[0]?.[0] ?? 0)
}

/** Of a test that is a macro nobody knows what its rows are. */
function selectsRows(test: string, { surroundings: { library } }: CompileWorld): boolean {
  return !library.macros.has(`test_${test}`) && builtinTests.get(test)?.selectsRows === true
}
