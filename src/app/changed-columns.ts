import type { CompiledNode } from '../compile/compiled-node.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type Pointer, tableKey } from '../environments/pointer.ts'
import type { TypedColumn } from '../manifest/column.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type Change, type ColumnChange, columnChanges } from '../plan/change.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { parquetOptions } from '../plan/parquet-options.ts'
import type { Engine } from '../ports/engine.ts'
import { checkedColumns } from '../run/build-parquet.ts'
import { NodeFailure } from '../run/built.ts'
import { modelQuery, type NodeQuery } from '../run/node-query.ts'
import { portableType } from '../run/portable-columns.ts'
import type { Workspace } from './load-workspace.ts'
import type { Session } from './with-session.ts'

/** How the columns of a node will differ; undefined where that is known only when the run comes to it. */
export type ColumnsOf = (
  node: DataNode,
  change: Change,
  compiled: CompiledNode | undefined,
) => Promise<readonly ColumnChange[] | undefined>

export interface ColumnsInput {
  readonly workspace: Workspace
  readonly session: Session
  readonly pointer: Pointer | undefined
  /** Told what the engine refuses. */
  readonly report: (problem: Diagnostic) => void
}

/**
 * Finds columns out by binding a node's query over tables without rows, which have the columns that its parents will have.
 * Nodes are asked about behind those they read.
 */
export function columnsOf({ workspace, session, pointer, report }: ColumnsInput): ColumnsOf {
  const { manifest } = workspace
  const { engine } = session
  /** Of nodes that the run changes; undefined where they are not known. */
  const later = new Map<NodeId, readonly TypedColumn[] | undefined>()
  const shaped = new Set<NodeId>()

  const shownOf = (node: DataNode) => pointer?.tables.get(tableKey(node.relation))?.columns
  const columnsFor = (node: DataNode) => (later.has(node.id) ? later.get(node.id) : shownOf(node))

  /** Makes an empty table of a parent's shape; false where nobody knows that shape. */
  async function shape(id: NodeId): Promise<boolean> {
    const node = nodeOf(manifest, id)
    if (node.type === 'source') return !isExtracted(node) && node.externalLocation !== undefined
    if (!isDataNode(node) || node.relation.catalog !== undefined) return false
    if (shaped.has(id)) return true
    const columns = columnsFor(node)
    if (columns === undefined || columns.length === 0) return false
    const list = columns.map(({ name, type }) => `cast(null as ${type}) as ${engine.dialect.quote(name)}`)
    const relation = engine.dialect.relation(node.relation)
    await engine.execute(`create schema if not exists ${engine.dialect.quote(node.relation.schema)}`)
    await engine.execute(`create or replace view ${relation} as select ${list.join(', ')} where false`)
    shaped.add(id)
    return true
  }

  async function described(node: DataNode, compiled: CompiledNode): Promise<readonly TypedColumn[] | undefined> {
    for (const id of compiled.reads) if (!(await shape(id))) return undefined
    try {
      return await versionColumns(node, modelQuery(compiled, { engine, manifest }), engine)
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error
      report(error.diagnostic)
      return undefined
    }
  }

  return async (node, { action }, compiled) => {
    if (action === 'keep' || action === 'look' || action === 'follow') return undefined
    const columns = compiled === undefined ? undefined : await described(node, compiled)
    later.set(node.id, columns)
    const before = shownOf(node)
    return columns === undefined || before === undefined ? undefined : columnChanges(before, columns)
  }
}

/** The columns that a version will have, checked as a build checks them. Throws `NodeFailure`. */
async function versionColumns(node: DataNode, query: NodeQuery, engine: Engine): Promise<readonly TypedColumn[]> {
  const options = node.materialization === 'view' ? undefined : parquetOptions(node.config)
  const columns = await checkedColumns(node, query, { options, engine })
  return options === undefined
    ? columns
    : columns.map(({ name, type }) => ({ name, type: portableType(type, options) }))
}
