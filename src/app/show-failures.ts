import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isTest } from '../manifest/lookup.ts'
import type { DataTestNode } from '../manifest/node.ts'
import { testAlias } from '../parse/test-alias.ts'
import { dataParents } from '../plan/data-parents.ts'
import { failureStores, failuresRelation } from '../plan/failure-store.ts'
import { maskedRows } from '../run/masked-rows.ts'
import { nearest } from '../util/nearest.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import type { ProjectOptions } from './options.ts'
import { extractedOf, hidesOf, type Showing, type Shown, showNode, timed } from './show-node.ts'
import { withSession } from './with-session.ts'

export interface ShowFailuresOptions extends ProjectOptions {
  /** The name of a test, as a run tells it. */
  readonly failures: string
  /** Rows at most. Default: 5. */
  readonly limit?: number
  /** Shows personal values as they are. Default: columns that are tagged `pii` are masked. */
  readonly unmask?: boolean
}

/**
 * The rows that fail a test: those that the last run kept, else those that its query finds in what was last built, also
 * where that failed and readers do not see it. Throws `ProjectError`.
 */
export async function showFailures(options: ShowFailuresOptions): Promise<readonly Shown[]> {
  const workspace = await loadWorkspace(options)
  const { failures, limit = 5, unmask = false, signal = new AbortController().signal } = options
  const tests = testsNamed(failures, workspace)
  return withSession(
    workspace,
    async (session) => {
      const shown: Shown[] = []
      for (const test of tests) shown.push(await showTest(test, { workspace, session, limit, unmask, signal }))
      return shown
    },
    { failed: true },
  )
}

function testsNamed(name: string, { manifest }: Workspace): readonly DataTestNode[] {
  const tests = [...manifest.nodes.values()].filter(isTest)
  const found = tests.filter((test) => test.name === name || test.id === name || testAlias(test) === name)
  if (found.length > 0) return found
  const suggestion = nearest(
    name,
    tests.map((test) => test.name),
  )
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: `No test is named "${name}".`,
      hint:
        suggestion === undefined
          ? 'List the tests: tpchmodel ls --resource-type test'
          : `Did you mean "${suggestion}"?`,
    },
  ])
}

async function showTest(test: DataTestNode, showing: Showing): Promise<Shown> {
  const { workspace, session, limit, signal } = showing
  const { target, surroundings, manifest, warnings } = workspace
  const isStreamed = extractedOf(dataParents(test.id, manifest), workspace).length > 0
  const isKept = failureStores(target, surroundings, isStreamed)(test) !== undefined
  const relation = failuresRelation(test, target, surroundings)
  if (isKept && (await session.openTable(relation))) {
    const name = session.engine.dialect.relation(relation)
    const result = await timed(() => session.engine.execute(`select * from ${name} limit ${limit}`, { signal }))
    const keptIn = `${relation.schema}.${relation.identifier}`
    return { ...maskedRows(result, hidesOf(test, showing)), node: test, failed: [], keptIn, warnings }
  }
  return { ...(await showNode(test.id, showing)), warnings }
}
