import { resolve } from 'node:path'
import { notRetried } from '../artifacts/diagnostics.ts'
import { type ReadRunResults, readRunResults } from '../artifacts/read-run-results.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isTest } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { condemned } from '../plan/blocking-tests.ts'
import type { RunSummary } from '../run/events.ts'
import { isJsonObject, type Json } from '../util/json.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import { loadSettings } from './load-settings.ts'
import type { ProjectOptions, RunOptions } from './options.ts'
import { commandTypes } from './plan.ts'
import { runNodes } from './run-nodes.ts'

export interface RetryOptions extends ProjectOptions {
  /** The folder of the `run_results.json`. Default: the project's target folder. */
  readonly state?: string
  readonly fullRefresh?: boolean
}

export interface Retried {
  /** The command that was done again. */
  readonly command: string
  /** Undefined: nothing was left of it, so nothing was done. */
  readonly summary: RunSummary | undefined
  /** Ids of what failed and is not in the project any more. */
  readonly gone: readonly string[]
}

/**
 * Does the last command again, with its options, for what failed, was skipped, or did not come to its turn. Stronger than
 * its options are those given. Throws `ProjectError`, also when there was no command.
 */
export async function retry(options: RetryOptions = {}): Promise<Retried> {
  const { project } = await loadSettings(options)
  const folder = options.state ?? project.paths.target
  const shownAs = `${folder}/run_results.json`
  const last = await readRunResults(resolve(project.root, folder, 'run_results.json'), shownAs)
  const name = Object.keys(commandTypes).find((each) => each === last.command)
  if (name === undefined) throw new ProjectError([notRetried(shownAs, last.command)])
  // One of its own keys, which were just looked through.
  const types = commandTypes[name as keyof typeof commandTypes]
  const { vars = {}, ...given } = options
  const before = optionsOf(last)
  const again = { ...before, ...given, vars: Object.keys(vars).length > 0 ? vars : (before.vars ?? {}) }
  const loaded = await loadManifest(again)
  const isLeft = leftIn(last, options.warnError === true)
  const only = leftOver(last, loaded, isLeft)
  const gone = last.results.filter(({ id, status }) => isLeft(status) && !isKnown(id, loaded)).map(({ id }) => id)
  return { command: name, gone, summary: only.size === 0 ? undefined : await runNodes({ name, types, only }, again) }
}

const retryable = ['error', 'fail', 'skipped', 'runtime error', 'partial success']

/** By status: everything, where the run could not publish. */
function leftIn({ args }: ReadRunResults, withWarnings: boolean): (status: string) => boolean {
  const statuses = withWarnings ? [...retryable, 'warn'] : retryable
  return args.get('publish_failed') === true ? () => true : (status) => statuses.includes(status)
}

function isKnown(id: string, { manifest }: LoadedManifest): boolean {
  // An id out of a file is looked up as it is.
  return manifest.nodes.has(id as NodeId)
}

/**
 * Besides what failed: the models that a failed test kept from readers, and their other tests, since a model is shown
 * only with all its tests passed.
 */
function leftOver(
  last: ReadRunResults,
  { manifest, graph }: LoadedManifest,
  isLeft: (status: string) => boolean,
): Set<NodeId> {
  const ran = new Map(last.results.map(({ id, status }) => [id, status]))
  const known = [...manifest.nodes.values()].filter(({ id }) => ran.has(id))
  const left = known.filter(({ id }) => isLeft(ran.get(id) ?? ''))
  const hidden = new Set(left.filter(isTest).flatMap((test) => condemned(test, graph)))
  const tests = known.filter(isTest).filter((test) => condemned(test, graph).some((id) => hidden.has(id)))
  const kept = [...hidden].filter((id) => ran.has(id))
  return new Set([...left, ...(last.command === 'build' ? tests : [])].map(({ id }) => id).concat(kept))
}

/** Of the options of a command those that decide what its nodes become. */
function optionsOf({ args }: ReadRunResults): RunOptions {
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)
  const vars = args.get('vars')
  const threads = args.get('threads')
  const [target, profile] = [text(args.get('target')), text(args.get('profile'))]
  return {
    ...(isJsonObject(vars) && { vars }),
    ...(typeof threads === 'number' && { threads }),
    ...(target !== undefined && { target }),
    ...(profile !== undefined && { profile }),
    fullRefresh: args.get('full_refresh') === true,
    failFast: args.get('fail_fast') === true,
    storeFailures: args.get('store_failures') === true,
    prune: args.get('prune') === true,
    empty: args.get('empty') === true,
  }
}
