import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { compiledWriter } from '../artifacts/compiled-sql.ts'
import { writeArtifacts } from '../artifacts/write-artifacts.ts'
import { keepHistory, type RunHistory, readHistory, withRun } from '../cache/run-history.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { runId } from '../environments/layout.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { failureStores } from '../plan/failure-store.ts'
import { planRun } from '../plan/plan-run.ts'
import type { Plan } from '../plan/step.ts'
import type { RunSummary } from '../run/events.ts'
import { runPlan } from '../run/run-plan.ts'
import { tellMessages } from '../run/tell-messages.ts'
import type { JsonObject } from '../util/json.ts'
import { artifactArgs } from './artifact-args.ts'
import { judgedEmpty } from './judged-empty.ts'
import { lakeRisks } from './lake-risks.ts'
import { holderOf, isGone } from './lease-holder.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { withoutTestsNotYet } from './not-yet.ts'
import { openEngine } from './open-engine.ts'
import { openExtractor } from './open-extractor.ts'
import { openStore } from './open-store.ts'
import { type RunOptions, systemClock } from './options.ts'
import { type Selected, selectNodes } from './select-nodes.ts'
import { startedEvent } from './started-event.ts'
import { withoutUnitTests } from './unit-tests.ts'
import { viewsMaker } from './views-file.ts'
import { historyFolder, withWorkFolder } from './work-folder.ts'

/** What a command that builds or tests does, and to which types of nodes. */
export interface RunCommand {
  readonly name: string
  readonly types: readonly Node['type'][]
  /** The nodes themselves, in place of a selection. */
  readonly only?: ReadonlySet<NodeId>
}

/** What a run would do, with everything that is known before it. */
export interface PlannedRun {
  readonly workspace: Workspace
  readonly plan: Plan
  readonly selected: ReadonlySet<NodeId>
  readonly warnings: readonly Diagnostic[]
}

/** Plans a command without doing anything. Throws `ProjectError`. */
export async function planNodes(command: RunCommand, options: RunOptions): Promise<PlannedRun> {
  const { empty = false } = options
  const workspace = { ...(await loadWorkspace(options)), empty }
  const { manifest, graph, target } = workspace
  if (options.prune === true && target.lake === undefined) throw new ProjectError([nothingToPrune(target.name)])
  const { ids, warnings } =
    command.only === undefined
      ? runnable(await selectNodes(workspace, options, command.types), manifest)
      : { ids: command.only, warnings: [] }
  const plan = planRun({
    manifest,
    graph,
    selected: ids,
    environment: target.environment,
    lake: target.lake !== undefined,
    ...(empty
      ? { empty }
      : { failures: failureStores(target, workspace.surroundings, options.storeFailures ?? false) }),
  })
  const risks = empty ? judgedEmpty(plan, workspace) : []
  const ofLake = plan.publishes ? lakeRisks(target) : []
  return { workspace, plan, selected: ids, warnings: [...workspace.warnings, ...warnings, ...risks, ...ofLake] }
}

/** What a run does of what is selected. Throws `ProjectError` where that is nothing. */
function runnable(selected: Selected, manifest: Manifest): Selected {
  return withoutTestsNotYet(withoutUnitTests(selected, manifest), manifest)
}

function nothingToPrune(target: string): Diagnostic {
  const message = `--prune takes tables away from the environment of a lake, and the target "${target}" has none.`
  return { code: 'cli/usage', message, hint: 'Leave it out; what a database keeps is dropped there.' }
}

/** Runs the selected nodes and writes the artifacts. Throws `ProjectError` for mistakes found before anything runs. */
export async function runNodes(command: RunCommand, options: RunOptions): Promise<RunSummary> {
  let byDefault: string | undefined
  const onDefaultSelector = (name: string) => {
    byDefault = name
  }
  const planned = await planNodes(command, { ...options, onDefaultSelector })
  const { project, target, manifest } = planned.workspace
  const historyFile = join(project.root, historyFolder, `${target.environment}.json`)
  const history = readHistory(historyFile)
  const summary = await withWorkFolder(project.root, (workFolder) =>
    runInFolder(command, options, { ...planned, byDefault, workFolder, history }),
  )
  // What holds of no rows says nothing of the next run.
  if (options.empty !== true) keepHistory(historyFile, withRun(history, summary.runs, manifest.nodes))
  return summary
}

interface Prepared extends PlannedRun {
  /** The selector that holds because the command selects nothing itself. */
  readonly byDefault: string | undefined
  readonly workFolder: string
  readonly history: RunHistory
}

async function runInFolder(command: RunCommand, options: RunOptions, prepared: Prepared): Promise<RunSummary> {
  const { workspace, plan, workFolder, selected, history } = prepared
  const { project, target, graph, warningPolicy: policy } = workspace
  const { report = () => undefined, clock = systemClock, signal = new AbortController().signal } = options
  const store = await openStore(target, { root: project.root, workFolder, signal })
  const engine = await openEngine(workspace, workFolder)
  const id = runId(clock.now(), randomBytes(4).toString('hex'))
  const compiled = compiledWriter(project)
  try {
    for (const diagnostic of prepared.warnings) report({ type: 'warning', diagnostic })
    const event = { runId: id, engine: engine.version, destination: store?.url ?? target.path, selected }
    report(startedEvent(workspace, { ...event, total: plan.nodes.length, lastSeconds: history.seconds }))
    const tell = (text: string) => report({ type: 'message', text, at: clock.now() })
    if (prepared.byDefault !== undefined) tell(`Using the default selector "${prepared.byDefault}".`)
    const summary = await runPlan({
      plan,
      world: workspace,
      graph,
      engine,
      store,
      makeViews: viewsMaker(workFolder),
      openExtractor: (name) => openExtractor(target, name, { workFolder, signal, tell }),
      workFolder,
      projectRoot: project.root,
      compiledPath: compiled.pathOf,
      onCompiled: async (node) => {
        tellMessages(node, { report, clock, policy })
        await compiled.write(node)
      },
      runId: id,
      holder: holderOf(id),
      isGone,
      threads: target.threads,
      failFast: options.failFast ?? project.flags.fail_fast ?? false,
      warningPolicy: policy,
      fullRefresh: options.fullRefresh ?? false,
      dbtSeeds: project.dbt,
      leftOvers: options.prune === true ? 'removed' : command.types.includes('model') ? 'told' : 'kept',
      ...{ clock, signal, report },
      ...(options.progress !== undefined && { progress: options.progress }),
      unmask: options.unmask ?? false,
      history,
    })
    await writeArtifacts({
      manifest: workspace.manifest,
      project,
      target,
      writeJson: workspace.writeJson,
      invocation: { ...workspace, now: clock.now() },
      compiled: compiled.written(),
      run: { summary, command: command.name, args: { ...artifactArgs(options), ...publishFailed(summary) } },
    })
    return summary
  } finally {
    await engine[Symbol.asyncDispose]()
  }
}

/** The results alone do not tell that readers saw nothing of them. */
function publishFailed({ diagnostics }: RunSummary): JsonObject {
  return diagnostics.length > 0 ? { publish_failed: true } : {}
}
