import { ProjectError } from '../diagnostics/diagnostic.ts'
import { failedTables } from '../environments/failed-tables.ts'
import { type StateName, type TableEntry, tableKey } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { findState } from '../environments/state.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { type Store, StoreError } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'
import { neverBuilt, storeFailed } from '../run/diagnostics.ts'
import { openTables } from '../run/open-environment.ts'
import type { Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { knownEnvironment } from './open-lake.ts'
import { openStore } from './open-store.ts'
import { withWorkFolder } from './work-folder.ts'

/** What a session shows: without anything, what readers see now. */
export interface SessionView {
  /** Whether versions that failed a test when last built take the place of what readers see. */
  readonly failed?: boolean
  /** An earlier state. */
  readonly state?: StateName
  /** Whether somebody named the environment, so that there has to be one. */
  readonly isNamed?: boolean
}

/** An engine that can read an environment, and builds nothing. */
export interface Session {
  readonly engine: Engine
  /** Of this session alone; the engine may write in it. */
  readonly workFolder: string
  /**
   * Makes models and seeds readable under their names. Returns the names of those whose version failed a test. Throws
   * `ProjectError` for one that was never built.
   */
  open(ids: readonly NodeId[]): Promise<readonly string[]>
  /** Makes a relation that no model or seed is readable, such as failing rows that were kept; false where there is none. */
  openTable(relation: Relation): Promise<boolean>
  /** The tables that are shown, by key; none without a lake. */
  readonly tables: ReadonlyMap<string, TableEntry>
  /** Those of them that failed a test, and that readers do not see. */
  readonly failed: ReadonlyMap<string, TableEntry>
  /** Makes tables readable by their keys; says whether one of them was not yet. */
  openTables(keys: readonly string[]): Promise<boolean>
}

/** Lends a session and closes it whatever happens. */
export async function withSession<T>(
  workspace: Workspace,
  use: (session: Session) => Promise<T>,
  view: SessionView = {},
): Promise<T> {
  const { project, target } = workspace
  return withWorkFolder(project.root, async (workFolder) => {
    const engine = await openEngine(workspace, workFolder)
    try {
      const store = await openStore(target, { root: project.root, workFolder })
      const openers =
        store === undefined ? databaseOpener(engine) : await lakeOpener({ workspace, engine, store }, view)
      return await use({ engine, workFolder, ...openers })
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

type Openers = Omit<Session, 'engine' | 'workFolder'>

/** A database file has everything open. */
function databaseOpener(engine: Engine): Openers {
  return {
    open: async () => [],
    tables: new Map(),
    failed: new Map(),
    openTables: async () => false,
    async openTable(relation) {
      try {
        await engine.describe(`select * from ${engine.dialect.relation(relation)}`)
        return true
      } catch (error) {
        if (error instanceof QueryError) return false
        throw error
      }
    },
  }
}

async function lakeOpener({ workspace, engine, store }: Reading, view: SessionView): Promise<Openers> {
  const { manifest, target } = workspace
  const { tables, failed } = await visibleTables(store, target, view)
  const opened = new Set<string>()
  const openKeys = async (keys: readonly string[]) => {
    const missing = keys.filter((key) => !opened.has(key))
    await openTables(missing, { tables, engine, store })
    for (const key of missing) opened.add(key)
    return missing.length > 0
  }
  const open: Session['open'] = async (ids) => {
    const data = ids.map((id) => nodeOf(manifest, id)).filter(isDataNode)
    const nodes = data.filter(({ relation }) => relation.catalog === undefined)
    const missing = nodes.filter(({ relation }) => !tables.has(tableKey(relation)))
    if (missing.length > 0) {
      throw new ProjectError(missing.map((node) => neverBuilt(node, undefined, target.environment)))
    }
    await openKeys(nodes.map(({ relation }) => tableKey(relation)))
    return nodes.filter(({ relation }) => failed.has(tableKey(relation))).map(({ name }) => name)
  }
  return {
    open,
    tables,
    failed,
    openTables: openKeys,
    async openTable(relation) {
      const key = tableKey(relation)
      if (!tables.has(key)) return false
      await openKeys([key])
      return true
    },
  }
}

type Tables = ReadonlyMap<string, TableEntry>

async function visibleTables(
  store: Store,
  { environment }: Target,
  { failed = false, state, isNamed = false }: SessionView,
): Promise<{ readonly tables: Tables; readonly failed: Tables }> {
  if (state !== undefined) {
    return {
      tables: (await findState(store, await knownEnvironment(store, environment), state)).tables,
      failed: new Map(),
    }
  }
  const shown = (await readPointer(store, environment))?.content.tables
  if (shown === undefined && isNamed) await knownEnvironment(store, environment)
  const wrong: Tables = failed ? await failedTables(store, environment) : new Map()
  return { tables: new Map([...(shown ?? []), ...wrong]), failed: wrong }
}
