import { type CatalogTable, lakeTables } from '../artifacts/catalog-table.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { isDataNode, isSource } from '../manifest/lookup.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { StoreError } from '../ports/store.ts'
import { storeFailed } from '../run/diagnostics.ts'
import { describeSources } from './describe-sources.ts'
import { engineTables } from './engine-tables.ts'
import type { FoundTables } from './found-tables.ts'
import type { Workspace } from './load-workspace.ts'
import { openStore } from './open-store.ts'

/**
 * Looks up models and seeds where the environment shows them, and sources where they are. A model that was never built has
 * no table; a source that cannot be looked at is a problem. Throws `ProjectError` where the lake cannot be read.
 */
export async function readCatalog(
  ids: ReadonlySet<NodeId>,
  workspace: Workspace,
  signal: AbortSignal = new AbortController().signal,
): Promise<FoundTables> {
  const { target, manifest } = workspace
  const nodes = [...ids].map((id) => manifest.nodes.get(id))
  const data = nodes.filter(isDataNode).filter(({ materialization }) => materialization !== 'ephemeral')
  const sources = nodes.filter(isSource)
  const isInLake = ({ relation }: DataNode) => target.lake !== undefined && relation.catalog === undefined
  const published = await publishedTables(data.filter(isInLake), workspace)
  const inPlace = [...data.filter((node) => !isInLake(node)), ...sources.filter((source) => !isExtracted(source))]
  const asked = await engineTables(inPlace, workspace)
  const described = await describeSources(sources.filter(isExtracted), workspace, signal)
  return {
    tables: [...published, ...asked.tables, ...described.tables],
    problems: [...asked.problems, ...described.problems],
  }
}

async function publishedTables(nodes: readonly DataNode[], { target }: Workspace): Promise<readonly CatalogTable[]> {
  if (nodes.length === 0) return []
  try {
    const store = await openStore(target)
    const pointer = store && (await readPointer(store, target.environment))
    return lakeTables(nodes, pointer?.content.tables ?? new Map(), target.database)
  } catch (error) {
    throw error instanceof StoreError ? new ProjectError([storeFailed(error)]) : error
  }
}
