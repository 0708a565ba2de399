import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { writeArtifacts, writeSources } from '../artifacts/write-artifacts.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { warningsWarn } from '../diagnostics/warning-policy.ts'
import { runId } from '../environments/layout.ts'
import type { Node } from '../manifest/node.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import type { Engine } from '../ports/engine.ts'
import { checkFreshness, type DatedSource } from '../run/check-freshness.ts'
import type { NodeRun, Reporter, RunSummary } from '../run/events.ts'
import { type Extractors, extractors } from '../run/extractors.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { openExtractor } from './open-extractor.ts'
import { type ProjectOptions, type SelectionOptions, systemClock } from './options.ts'
import { selectNodes } from './select-nodes.ts'
import { startedEvent } from './started-event.ts'
import { withWorkFolder } from './work-folder.ts'

export interface FreshnessOptions extends ProjectOptions, SelectionOptions {
  /** The file that the result is written to, in place of `sources.json` in the target folder. */
  readonly output?: string
}

/**
 * Asks how old the newest rows of the selected sources are, where they are: no row is extracted. Sources that do not say
 * how old they may be are left out. Writes `sources.json` and `manifest.json`. Throws `ProjectError`.
 */
export async function sourceFreshness(options: FreshnessOptions = {}): Promise<RunSummary> {
  const workspace = await loadWorkspace(options)
  const { manifest, project, target, writeJson } = workspace
  const { ids, warnings } = await selectNodes(workspace, options, ['source'])
  const sources = [...ids]
    .sort()
    .map((id) => manifest.nodes.get(id))
    .filter(isDated)
  if (sources.length === 0 && options.allowEmpty !== true) throw new ProjectError([nothingDated(ids.size)])
  const { report = () => undefined, clock = systemClock, signal = new AbortController().signal } = options
  const started = performance.now()
  const id = runId(clock.now(), randomBytes(4).toString('hex'))
  const runs = await withAsked(workspace, { sources, signal, report }, (asked) => {
    const selected = new Set(sources.map((source) => source.id))
    const engine = asked.engine?.version ?? ''
    for (const diagnostic of [...workspace.warnings, ...warnings]) report({ type: 'warning', diagnostic })
    report(startedEvent(workspace, { runId: id, engine, destination: undefined, total: sources.length, selected }))
    return checkFreshness({
      ...asked,
      sources,
      world: workspace,
      projectRoot: project.root,
      threads: target.threads,
      clock,
      signal,
      warningPolicy: workspace.warningPolicy,
      report,
    })
  })
  const seconds = (performance.now() - started) / 1000
  const invocation = { ...workspace, now: clock.now() }
  await writeArtifacts({ ...workspace, invocation, compiled: new Map() })
  const file = options.output === undefined ? undefined : resolve(options.output)
  if (writeJson) await writeSources(project, { invocation, runs, seconds }, file)
  const interrupted = signal.aborted
  const summary: RunSummary = { runId: id, runs, seconds, published: [], interrupted, diagnostics: [] }
  report({ type: 'run-finished', summary })
  return summary
}

function isDated(node: Node | undefined): node is DatedSource {
  return node?.type === 'source' && node.freshness !== undefined
}

function nothingDated(selected: number) {
  return {
    code: 'select/no-match',
    message:
      selected === 1
        ? 'The selected source does not say how old its rows may be.'
        : `None of the ${selected} selected sources says how old its rows may be.`,
    hint: 'Say so in its properties file: freshness: {warn_after: {count: 12, period: hour}}.',
  } as const
}

interface Wanted {
  readonly sources: readonly DatedSource[]
  readonly signal: AbortSignal
  readonly report: Reporter
}

interface Asked {
  readonly engine: Engine | undefined
  readonly extractors: Extractors
}

/** Lends what can be asked, opened where a source needs it, and closes it whatever happens. */
async function withAsked(
  workspace: Workspace,
  { sources, signal, report }: Wanted,
  use: (asked: Asked) => Promise<readonly NodeRun[]>,
): Promise<readonly NodeRun[]> {
  const { project, target } = workspace
  return withWorkFolder(project.root, async (workFolder) => {
    const tell = (text: string) => report({ type: 'message', text, at: new Date() })
    const connections = extractors(
      (name) => openExtractor(target, name, { workFolder, signal, tell }),
      // No row is read, so that nothing is lost by a server that cannot share its moment.
      warningsWarn,
      () => undefined,
    )
    const engine = sources.every(isExtracted) ? undefined : await openEngine(workspace, workFolder)
    try {
      return await use({ engine, extractors: connections })
    } finally {
      await engine?.[Symbol.asyncDispose]()
      await connections[Symbol.asyncDispose]()
    }
  })
}
