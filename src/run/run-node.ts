import type { CompileWorld } from '../compile/compile-node.ts'
import { builtinTests } from '../context/builtin-tests.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isDataNode, isTest, nodeOf } from '../manifest/lookup.ts'
import type { DataTestNode } from '../manifest/node.ts'
import type { PlannedNode } from '../plan/step.ts'
import { QueryError } from '../ports/engine.ts'
import { StoreError } from '../ports/store.ts'
import { systemReason } from '../util/system-reason.ts'
import { buildNode } from './build-node.ts'
import { type Built, NodeFailure } from './built.ts'
import { storeFailed, workFolderFailed } from './diagnostics.ts'
import type { NodeResult } from './events.ts'
import { withFailingRows } from './failing-rows.ts'
import { keepFailures } from './keep-failures.ts'
import { compileTest } from './node-query.ts'
import type { RunState } from './run-state.ts'
import { runTest } from './run-test.ts'

/** Builds or tests one node. Never throws for what a project, a source or a store does wrong: that is its result. */
export async function runNode(planned: PlannedNode, state: RunState): Promise<NodeResult> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    const node = nodeOf(state.input.world.manifest, planned.id)
    if (isTest(node)) return { ...(await testNode(node, planned, state)), seconds: seconds() }
    const built = await buildNode(planned, state)
    keep(built, state)
    return resultOf(built, seconds())
  } catch (error) {
    if (state.input.signal.aborted) return { status: 'skipped', reason: 'the run was interrupted' }
    return { status: 'error', seconds: seconds(), diagnostic: failureOf(error, planned, state) }
  }
}

/** What went wrong with a node; throws the error again when it is one of our own. */
function failureOf(error: unknown, { id }: PlannedNode, { input: { world, workFolder } }: RunState): Diagnostic {
  if (error instanceof NodeFailure) return error.diagnostic
  if (error instanceof StoreError) return storeFailed(error)
  if (error instanceof QueryError) {
    const { location } = nodeOf(world.manifest, id)
    return { code: 'run/sql-failed', message: `${error.kind} error: ${error.message}`, location }
  }
  const reason = systemReason(error)
  if (reason === undefined) throw error
  return workFolderFailed(workFolder, reason)
}

function keep(built: Built, state: RunState): void {
  state.built.set(built.node.id, built)
  if (built.version !== undefined && built.rowsVary !== true) {
    state.fingerprints.set(built.node.id, built.version.fingerprint)
  }
}

function resultOf({ version, reused, rows, bytes }: Built, seconds: number): NodeResult {
  if (reused !== undefined && version !== undefined) {
    return { status: 'reused', seconds, fingerprint: version.fingerprint, run: reused.builtBy }
  }
  return { status: 'success', seconds, ...(rows !== undefined && { rows }), ...(bytes !== undefined && { bytes }) }
}

async function testNode(test: DataTestNode, planned: PlannedNode, state: RunState) {
  const { world, engine, signal, compiledPath, onCompiled } = state.input
  const compiled = await compileTest(test, world, engine, signal)
  await onCompiled(compiled)
  const asking = { engine, manifest: world.manifest }
  const countRows = () => countTested(test, state)
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
      ...(store !== undefined && { keptIn: `${store.relation.schema}.${store.relation.identifier}` }),
      ...asking,
      countTested: countRows,
      signal,
    })
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
