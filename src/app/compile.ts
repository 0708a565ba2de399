import { compiledWriter } from '../artifacts/compiled-sql.ts'
import { writeArtifacts } from '../artifacts/write-artifacts.ts'
import { compileNode } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { QueryNeeded, queryJournal } from '../context/query-journal.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { TemplateError } from '../jinja/template.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { dataParents } from '../plan/data-parents.ts'
import type { Clock } from '../ports/clock.ts'
import { NodeFailure } from '../run/built.ts'
import type { NodeRun } from '../run/events.ts'
import { compileForRun } from '../run/node-query.ts'
import { artifactArgs } from './artifact-args.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { compilable } from './not-yet.ts'
import { type ProjectOptions, type SelectionOptions, systemClock } from './options.ts'
import { selectNodes } from './select-nodes.ts'
import { templateWarnings } from './warning-policy.ts'
import { withSession } from './with-session.ts'

export interface CompileOptions extends ProjectOptions, SelectionOptions {
  /** Lets references lead to no rows, as with dbt's `--empty`. */
  readonly empty?: boolean
}

export interface Compilation {
  /** Where the SQL was written, relative to the project. */
  readonly folder: string
  readonly nodes: readonly { readonly compiled: CompiledNode; readonly path: string }[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Renders the selected models and tests, writes their SQL below `target/compiled`, and the artifacts. A database is opened
 * only for templates that query one; they see what the environment shows. Throws `ProjectError` with every mistake.
 */
export async function compile(options: CompileOptions = {}): Promise<Compilation> {
  const workspace = { ...(await loadWorkspace(options)), empty: options.empty ?? false }
  const { ids, warnings } = await selectNodes(workspace, options, ['model', 'test'])
  const nodes = await compileNodes([...ids], workspace, { ...options, command: 'compile' })
  const rendered = nodes.map(({ compiled }) => compiled)
  return {
    folder: `${workspace.project.paths.target}/compiled`,
    nodes,
    warnings: [...workspace.warnings, ...warnings, ...templateWarnings(rendered, workspace.warningPolicy)],
  }
}

/** Compiles nodes of SQL and writes what `compile` writes. `command`: as the artifacts show it. Throws `ProjectError`. */
export async function compileNodes(
  ids: readonly NodeId[],
  workspace: Workspace,
  { command, ...options }: ProjectOptions & SelectionOptions & { readonly command: string },
): Promise<Compilation['nodes']> {
  const clock = options.clock ?? systemClock
  const started = performance.now()
  const known = compilable(ids, workspace.manifest)
  const compiled = await compileAll(known, workspace, { clock, signal: options.signal ?? new AbortController().signal })
  const writer = compiledWriter(workspace.project)
  for (const { node } of compiled) await writer.write(node)
  const runs = compiled.map(({ run }) => run)
  const seconds = (performance.now() - started) / 1000
  await writeArtifacts({
    ...workspace,
    invocation: { ...workspace, now: clock.now() },
    compiled: writer.written(),
    run: { summary: { runs, seconds }, command, args: artifactArgs(options) },
  })
  return compiled.map(({ node }) => ({ compiled: node, path: writer.pathOf(node.node) }))
}

/** A node with its final SQL, and how long that took. */
interface Compiled {
  readonly node: CompiledNode
  readonly run: NodeRun
}

interface Compiling {
  readonly clock: Clock
  readonly signal: AbortSignal
}

async function compileAll(
  ids: readonly NodeId[],
  workspace: Workspace,
  { clock, signal }: Compiling,
): Promise<readonly Compiled[]> {
  const compiled = new Map<NodeId, Compiled>()
  const asking: NodeId[] = []
  const problems: Diagnostic[] = []
  for (const id of ids) {
    const watch = stopwatch(clock)
    const node = attempt(id, workspace, problems)
    if (node === 'asks') asking.push(id)
    else if (node !== undefined) compiled.set(id, { node, run: watch(node.node) })
  }
  if (asking.length > 0) {
    await withSession(workspace, async (session) => {
      for (const id of asking) {
        const watch = stopwatch(clock)
        await session.open(dataParents(id, workspace.manifest))
        const node = await compileForRun(id, workspace, session.engine, signal).catch((error: unknown) => {
          if (!(error instanceof NodeFailure)) throw error
          problems.push(error.diagnostic)
        })
        if (node !== undefined) compiled.set(id, { node, run: watch(node.node) })
      }
    })
  }
  if (problems.length > 0) throw new ProjectError(problems)
  return ids.flatMap((id) => compiled.get(id) ?? [])
}

function stopwatch(clock: Clock): (node: Node) => NodeRun {
  const started = performance.now()
  const startedAt = clock.now()
  return (node) => {
    const result = { status: 'success', seconds: (performance.now() - started) / 1000 } as const
    return { node, result, startedAt, finishedAt: clock.now() }
  }
}

function attempt(id: NodeId, workspace: Workspace, problems: Diagnostic[]): CompiledNode | 'asks' | undefined {
  try {
    return compileNode(id, workspace, queryJournal([]))
  } catch (error) {
    if (error instanceof QueryNeeded) return 'asks'
    if (!(error instanceof TemplateError)) throw error
    problems.push(error.diagnostic)
    return undefined
  }
}
