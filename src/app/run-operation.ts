import { writeOperation } from '../artifacts/write-artifacts.ts'
import { type Operation, renderOperation } from '../compile/render-operation.ts'
import type { TemplateMessage } from '../context/log.ts'
import type { LibraryMacro } from '../context/macro-library.ts'
import { renderWithQueries } from '../context/query-journal.ts'
import { type Diagnostic, ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { judged } from '../diagnostics/warning-policy.ts'
import { TemplateError } from '../jinja/template.ts'
import { isDataNode, isOperation, isSource, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { NodeFailure } from '../run/built.ts'
import type { Reporter } from '../run/events.ts'
import { operationQuery } from '../run/operation-query.ts'
import { sourceUnread } from '../run/source-diagnostics.ts'
import { tellMessages } from '../run/tell-messages.ts'
import type { JsonObject } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'
import { artifactArgs } from './artifact-args.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { mentionedTables } from './mentioned-tables.ts'
import { type ProjectOptions, systemClock } from './options.ts'
import { type Session, withSession } from './with-session.ts'

export interface RunOperationOptions extends ProjectOptions {
  /** The macro: its name, or its package and name joined by a dot. */
  readonly macro: string
  /** Its arguments by name. */
  readonly args?: JsonObject
}

export interface OperationSummary {
  /** `macro.<package>.<name>` */
  readonly macro: string
  readonly seconds: number
  /** Why it failed, where it did. */
  readonly failure: Diagnostic | undefined
}

/**
 * Calls a macro by itself and writes `run_results.json`. `report` is told what it logs and prints. Throws `ProjectError`
 * for mistakes found before it runs.
 */
export async function runOperation(options: RunOperationOptions): Promise<OperationSummary> {
  const { macro: name, args = {}, report = () => undefined, clock = systemClock } = options
  const workspace = await loadWorkspace(options)
  for (const diagnostic of workspace.warnings) report({ type: 'warning', diagnostic })
  const macro = macroNamed(name, workspace)
  const startedAt = clock.now()
  const started = performance.now()
  const failure = await failureOf(() => operate({ macro, args }, workspace, { ...options, report, clock }))
  const seconds = (performance.now() - started) / 1000
  const { project, manifest, target, writeJson } = workspace
  const finishedAt = clock.now()
  await writeOperation({
    manifest,
    project,
    target,
    writeJson,
    invocation: { ...workspace, now: finishedAt },
    compiled: new Map(),
    operation: { macro: macro.definition.id, failure, seconds, startedAt, finishedAt },
    args: { ...artifactArgs(options), macro: name, args },
  })
  return { macro: macro.definition.id, seconds, failure }
}

function macroNamed(name: string, { surroundings: { library } }: Workspace): LibraryMacro {
  const named = name.includes('.') ? name : undefined
  const all = [...library.macros.values()].filter(({ definition }) => isOperation(definition.name))
  const found = all.find(
    ({ definition: { name: own, packageName } }) => `${packageName}.${own}` === named || own === name,
  )
  if (found !== undefined) return found
  const known = all.map(({ definition: { name: own, packageName } }) => (named ? `${packageName}.${own}` : own))
  const suggestion = nearest(name, known)
  const hint = suggestion === undefined ? 'Macros are in the .sql files of macros/.' : `Did you mean "${suggestion}"?`
  throw new ProjectError([{ code: 'cli/usage', message: `No macro of the project is named "${name}".`, hint }])
}

async function failureOf(work: () => Promise<void>): Promise<Diagnostic | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof NodeFailure || error instanceof TemplateError) return error.diagnostic
    const [only, more] = error instanceof ProjectError ? error.diagnostics : []
    if (only === undefined || more !== undefined) throw error
    return only
  }
}

type Operating = Required<Pick<ProjectOptions, 'report' | 'clock'>> & Pick<ProjectOptions, 'signal'>

/** The macro is rendered again for each query, and says again what it said before: that is told once. */
async function operate(operation: Operation, workspace: Workspace, options: Operating): Promise<void> {
  const { report, clock, signal = new AbortController().signal } = options
  const tell = teller({ report, clock, policy: workspace.warningPolicy })
  const { target, surroundings } = workspace
  await withSession(workspace, async (session) => {
    const { engine } = session
    const read = new Set<NodeId>()
    await renderWithQueries(
      (queries) => {
        const messages: TemplateMessage[] = []
        try {
          renderOperation(operation, workspace, {
            queries,
            onRead: (id) => read.add(id),
            tell: (message) => messages.push(message),
          })
        } finally {
          tell(messages)
        }
      },
      async (sql, location) => {
        await openFor(sql, [...read], { workspace, session, operation })
        const { guarded } = surroundings
        const warn = (warning: Diagnostic) => warnOf(warning, { report, policy: workspace.warningPolicy })
        return operationQuery(sql, { location, guarded, engine, signal, warn, keepsTables: target.path !== ':memory:' })
      },
    )
  })
}

function teller(options: Parameters<typeof tellMessages>[1]): (messages: readonly TemplateMessage[]) => void {
  let told = 0
  return (messages) => {
    const more = messages.slice(told)
    told = Math.max(told, messages.length)
    tellMessages({ messages: more }, options)
  }
}

function warnOf(
  warning: Diagnostic,
  { report, policy }: { readonly report: Reporter; readonly policy: Workspace['warningPolicy'] },
): void {
  for (const diagnostic of judged([warning], policy)) {
    if (severityOf(diagnostic) === 'error') throw new NodeFailure(diagnostic)
    report({ type: 'warning', diagnostic })
  }
}

/** Makes readable what a query names. Throws `ProjectError` for what was never built, and for what only a run reads. */
async function openFor(
  sql: string,
  read: readonly NodeId[],
  { workspace, session, operation }: Readonly<{ workspace: Workspace; session: Session; operation: Operation }>,
): Promise<void> {
  const { manifest, surroundings } = workspace
  const named = read
    .map((id) => nodeOf(manifest, id))
    .filter((node) => 'relation' in node && sql.includes(surroundings.dialect.relation(node.relation)))
  const source = named.filter(isSource).find(isExtracted)
  if (source !== undefined) {
    const instead = 'Ask a model that reads it, with ref().'
    throw new ProjectError([sourceUnread(operation.macro.definition, source, instead)])
  }
  await session.open(named.filter(isDataNode).map(({ id }) => id))
  await session.openTables(mentionedTables(sql, session.tables))
}
