import { existsSync } from 'node:fs'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { TableEntry } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { StoreError } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'
import { openStore } from './open-store.ts'

/** What is current of a model. */
export interface BuiltTable {
  /** Undefined for a view, whose rows nobody counted. */
  readonly rows: number | undefined
  readonly at: Date
}

/** What a local lake shows, for people: nothing where it cannot be read, which a run says better. */
export async function builtTables(target: Target): Promise<ReadonlyMap<NodeId, BuiltTable>> {
  const { lake, environment } = target
  if (lake?.type !== 'local' || !existsSync(lake.path)) return new Map()
  try {
    const store = await openStore(target)
    const pointer = store && (await readPointer(store, environment))
    const tables = pointer === undefined ? [] : [...pointer.content.tables.values()]
    return new Map(tables.map((table) => [table.nodeId, { rows: rowsOf(table), at: table.builtAt }]))
  } catch (error) {
    if (error instanceof ProjectError || error instanceof StoreError) return new Map()
    throw error
  }
}

function rowsOf({ kind, files }: TableEntry): number | undefined {
  return kind === 'view' ? undefined : files.reduce((sum, { rows }) => sum + rows, 0)
}
