import { ProjectError } from '../diagnostics/diagnostic.ts'
import { failedTables } from '../environments/failed-tables.ts'
import { type TableEntry, tableKey } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Engine } from '../ports/engine.ts'
import { type Store, StoreError } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'
import { neverBuilt, storeFailed } from '../run/diagnostics.ts'
import { openTables } from '../run/open-environment.ts'
import type { Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { openStore } from './open-store.ts'
import { withWorkFolder } from './work-folder.ts'

/** `environment`: what readers see. `failed`: versions that failed a test in the newest run take the place of those. */
export type SessionView = 'environment' | 'failed'

/** An engine that can read an environment, and builds nothing. */
export interface Session {
  readonly engine: Engine
  /**
   * Makes models and seeds readable under their names. Returns the names of those whose version failed a test. Throws
   * `ProjectError` for one that was never built.
   */
  open(ids: readonly NodeId[]): Promise<readonly string[]>
}

/** Lends a session and closes it whatever happens. */
export async function withSession<T>(
  workspace: Workspace,
  use: (session: Session) => Promise<T>,
  view: SessionView = 'environment',
): Promise<T> {
  const { project, target } = workspace
  return withWorkFolder(project.root, async (workFolder) => {
    const engine = await openEngine(workspace, workFolder)
    try {
      const store = await openStore(target)
      const open = store === undefined ? async () => [] : await lakeOpener({ workspace, engine, store }, view)
      return await use({ engine, open })
    } catch (error) {
      throw error instanceof StoreError ? new ProjectError([storeFailed(error)]) : error
    } finally {
      await engine[Symbol.asyncDispose]()
    }
  })
}

interface Reading {
  readonly workspace: Workspace
  readonly engine: Engine
  readonly store: Store
}

async function lakeOpener({ workspace, engine, store }: Reading, view: SessionView): Promise<Session['open']> {
  const { manifest, target } = workspace
  const { tables, failed } = await visibleTables(store, target, view)
  const opened = new Set<string>()
  return async (ids) => {
    const data = ids.map((id) => nodeOf(manifest, id)).filter(isDataNode)
    const nodes = data.filter(({ relation }) => relation.catalog === undefined)
    const missing = nodes.filter(({ relation }) => !tables.has(tableKey(relation)))
    if (missing.length > 0) {
      throw new ProjectError(missing.map((node) => neverBuilt(node, undefined, target.environment)))
    }
    const keys = nodes.map(({ relation }) => tableKey(relation)).filter((key) => !opened.has(key))
    await openTables(keys, { tables, engine, store })
    for (const key of keys) opened.add(key)
    return nodes.filter(({ relation }) => failed.has(tableKey(relation))).map(({ name }) => name)
  }
}

type Tables = ReadonlyMap<string, TableEntry>

async function visibleTables(
  store: Store,
  { environment }: Target,
  view: SessionView,
): Promise<{ readonly tables: Tables; readonly failed: Tables }> {
  const shown: Tables = (await readPointer(store, environment))?.content.tables ?? new Map()
  const failed: Tables = view === 'failed' ? await failedTables(store, environment) : new Map()
  return { tables: new Map([...shown, ...failed]), failed }
}
