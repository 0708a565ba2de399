import type { CatalogTable } from '../artifacts/catalog-table.ts'
import { databaseTables } from '../artifacts/database-tables.ts'
import { externalTable } from '../compile/external-table.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { DataNode, SourceNode } from '../manifest/node.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { missingFile } from '../run/missing-file.ts'
import { filesUnreadable } from '../run/source-diagnostics.ts'
import type { FoundTables } from './found-tables.ts'
import type { Workspace } from './load-workspace.ts'
import { withSession } from './with-session.ts'

/** Asks the target's engine for tables of its databases and for files that it reads directly. */
export async function engineTables(
  nodes: readonly (DataNode | SourceNode)[],
  workspace: Workspace,
): Promise<FoundTables> {
  const { target } = workspace
  const files = nodes.filter(isOfFiles)
  const inDatabase = nodes.filter((node) => !isOfFiles(node))
  const isEmpty = target.path === ':memory:'
  if (files.length === 0 && (inDatabase.length === 0 || isEmpty)) return { tables: [], problems: [] }
  return withSession(workspace, async ({ engine }) => {
    const tables = [...(await databaseTables(inDatabase, engine, target.database))]
    const problems: Diagnostic[] = []
    for (const source of files) {
      const found = await fileTable(source, engine, workspace)
      if ('node' in found) tables.push(found)
      else problems.push(found)
    }
    return { tables, problems }
  })
}

function isOfFiles(node: DataNode | SourceNode): node is SourceNode {
  return node.type === 'source' && node.externalLocation !== undefined
}

async function fileTable(
  source: SourceNode,
  engine: Engine,
  { project, target }: Workspace,
): Promise<CatalogTable | Diagnostic> {
  const missing = missingFile(source, project.root)
  if (missing !== undefined) return missing
  try {
    const columns = await engine.describe(`select * from ${externalTable(source.externalLocation ?? '', project.root)}`)
    return { node: source, database: source.relation.catalog ?? target.database, kind: 'table', columns, stats: [] }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return filesUnreadable(source, error)
  }
}
