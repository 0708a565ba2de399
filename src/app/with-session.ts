import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Pointer } from '../environments/pointer.ts'
import { tableKey } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Engine } from '../ports/engine.ts'
import { neverBuilt } from '../run/diagnostics.ts'
import { openTables } from '../run/open-environment.ts'
import type { Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { openStore } from './open-store.ts'
import { withWorkFolder } from './work-folder.ts'

/** An engine that can read what an environment shows, and builds nothing. */
export interface Session {
  readonly engine: Engine
  /** What the target's environment shows; undefined where nothing was ever published, or without a lake. */
  readonly pointer: Pointer | undefined
  /** Makes models and seeds readable under their names. Throws `ProjectError` for one that was never built. */
  open(ids: readonly NodeId[]): Promise<void>
}

/** Lends a session and closes it whatever happens. */
export async function withSession<T>(workspace: Workspace, use: (session: Session) => Promise<T>): Promise<T> {
  const { project, target, manifest } = workspace
  return withWorkFolder(project.root, async (workFolder) => {
    const engine = await openEngine(workspace, workFolder)
    try {
      const store = await openStore(target)
      const pointer = store === undefined ? undefined : (await readPointer(store, target.environment))?.content
      const opened = new Set<string>()
      return await use({
        engine,
        pointer,
        async open(ids) {
          if (store === undefined) return
          const data = ids.map((id) => nodeOf(manifest, id)).filter(isDataNode)
          const nodes = data.filter(({ relation }) => relation.catalog === undefined)
          const missing = nodes.filter(({ relation }) => pointer?.tables.get(tableKey(relation)) === undefined)
          if (missing.length > 0) {
            throw new ProjectError(missing.map((node) => neverBuilt(node, undefined, target.environment)))
          }
          const keys = nodes.map(({ relation }) => tableKey(relation)).filter((key) => !opened.has(key))
          await openTables(keys, { pointer, engine, store })
          for (const key of keys) opened.add(key)
        },
      })
    } finally {
      await engine[Symbol.asyncDispose]()
    }
  })
}
