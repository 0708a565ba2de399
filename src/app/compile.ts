import { compiledWriter } from '../artifacts/compiled-sql.ts'
import { compileNode } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { type QueryJournal, QueryNeeded, queryJournal } from '../context/query-journal.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { TemplateError } from '../jinja/template.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { dataParents } from '../plan/data-parents.ts'
import { NodeFailure } from '../run/built.ts'
import { compileForRun } from '../run/node-query.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'
import { withSession } from './with-session.ts'

export interface Compilation {
  readonly nodes: readonly { readonly compiled: CompiledNode; readonly path: string }[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Renders the selected models and tests and writes their SQL below `target/compiled`. A database is opened only for
 * templates that query one; they see what the environment shows. Throws `ProjectError` with every mistake.
 */
export async function compile(options: ProjectOptions & SelectionOptions = {}): Promise<Compilation> {
  const workspace = await loadWorkspace(options)
  const { ids, warnings } = selectNodes(workspace, options, ['model', 'test'])
  const compiled = await compileAll([...ids], workspace, options.signal)
  const writer = compiledWriter(workspace.project)
  for (const node of compiled) await writer.write(node)
  return {
    nodes: compiled.map((node) => ({ compiled: node, path: writer.pathOf(node.node) })),
    warnings: [...workspace.warnings, ...warnings],
  }
}

async function compileAll(
  ids: readonly NodeId[],
  workspace: Workspace,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly CompiledNode[]> {
  const compiled = new Map<NodeId, CompiledNode>()
  const asking: NodeId[] = []
  const problems: Diagnostic[] = []
  for (const id of ids) {
    const node = attempt(id, workspace, queryJournal([]), problems)
    if (node === 'asks') asking.push(id)
    else if (node !== undefined) compiled.set(id, node)
  }
  if (asking.length > 0) {
    await withSession(workspace, async (session) => {
      for (const id of asking) {
        await session.open(dataParents(id, workspace.manifest))
        const node = await compileForRun(id, workspace, session.engine, signal).catch((error: unknown) => {
          if (!(error instanceof NodeFailure)) throw error
          problems.push(error.diagnostic)
        })
        if (node !== undefined) compiled.set(id, node)
      }
    })
  }
  if (problems.length > 0) throw new ProjectError(problems)
  return ids.flatMap((id) => compiled.get(id) ?? [])
}

function attempt(
  id: NodeId,
  workspace: Workspace,
  queries: QueryJournal,
  problems: Diagnostic[],
): CompiledNode | 'asks' | undefined {
  try {
    return compileNode(id, workspace, queries)
  } catch (error) {
    if (error instanceof QueryNeeded) return 'asks'
    if (!(error instanceof TemplateError)) throw error
    problems.push(error.diagnostic)
    return undefined
  }
}
