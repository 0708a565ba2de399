import { type Comparison, compareTables } from '../environments/compare.ts'
import { type LeaseRecord, readLease } from '../environments/lease.ts'
import type { Pointer } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { type KeptState, keptStates } from '../environments/state.ts'
import { environmentNames } from '../environments/versions.ts'
import type { Store } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'
import { type LakeOptions, withLakeProject } from './lake-project.ts'
import { loadSettings } from './load-settings.ts'
import { knownEnvironment, withLake } from './open-lake.ts'
import { type ProjectOptions, systemClock } from './options.ts'

/** An environment of a lake, and what it shows. */
export interface ShownEnvironment extends Pointer {
  readonly name: string
  /** Who works on it now. */
  readonly holder: LeaseRecord | undefined
}

export interface EnvironmentList {
  /** For people: `lake/`. */
  readonly lake: string
  /** The environment of the target. */
  readonly own: string
  /** By name. */
  readonly environments: readonly ShownEnvironment[]
}

/** The environments of the target's lake that something was published to. Throws `ProjectError`. */
export function listEnvironments(options: LakeOptions = {}): Promise<EnvironmentList> {
  const list = async (store: Store, target: Target) => {
    const names = await environmentNames(store)
    const environments = await Promise.all(names.map((name) => shownEnvironment(store, name, options)))
    return {
      lake: store.url,
      own: target.environment,
      environments: environments.filter((environment) => environment !== undefined),
    }
  }
  return reading(options, list, false)
}

/** What an environment shows: the version of each model, its rows and how its tests ended. Throws `ProjectError`. */
export function showEnvironment(options: LakeOptions = {}): Promise<ShownEnvironment> {
  return reading(options, (store, target) => shown(store, options.published ?? target.environment, options))
}

export interface DiffOptions extends LakeOptions {
  readonly from: string
  readonly to: string
}

export interface EnvironmentDiff extends Comparison {
  readonly from: ShownEnvironment
  readonly to: ShownEnvironment
}

/** What would change for the readers of `from` if it showed what `to` shows. Throws `ProjectError`. */
export function diffEnvironments(options: DiffOptions): Promise<EnvironmentDiff> {
  const compare = async (store: Store) => {
    const from = await shown(store, options.from, options)
    const to = await shown(store, options.to, options)
    return { from, to, ...compareTables(from.tables, to.tables) }
  }
  return reading(options, compare, false)
}

export interface HistoryOptions extends LakeOptions {
  /** States at most. Default: 20. */
  readonly limit?: number
}

/** A state of an environment, and how it differs from the one before it. */
export interface PastState extends KeptState {
  /** Undefined for the oldest that was read. */
  readonly changes: Comparison | undefined
}

export interface EnvironmentHistory {
  readonly environment: string
  /** From the current one back. */
  readonly states: readonly PastState[]
  /** How many are kept. */
  readonly total: number
}

/** The states of an environment that are kept, from the current one back. Throws `ProjectError`. */
export function environmentHistory(options: HistoryOptions = {}): Promise<EnvironmentHistory> {
  const { limit = 20 } = options
  return reading(options, async (store, target) => {
    const environment = await knownEnvironment(store, options.published ?? target.environment)
    const { states, total } = await keptStates(store, environment, limit)
    const withChanges = states.map((state, index): PastState => {
      const before = states[index + 1]
      return { ...state, changes: before && compareTables(before.tables, state.tables) }
    })
    return { environment, states: withChanges, total }
  })
}

/** Lends the lake that is meant, and its target. Throws `ProjectError`. */
function reading<T>(
  options: LakeOptions,
  use: (store: Store, target: Target) => Promise<T>,
  needsOne = true,
): Promise<T> {
  const read = async (inside: LakeOptions) => {
    const { target } = await loadSettings(inside)
    return withLake(target, (store) => use(store, target))
  }
  return withLakeProject(options, read, needsOne)
}

async function shown(store: Store, name: string, options: ProjectOptions): Promise<ShownEnvironment> {
  const environment = await shownEnvironment(store, await knownEnvironment(store, name), options)
  if (environment === undefined) throw new Error(`Internal error: "${name}" is listed and has no pointer`)
  return environment
}

async function shownEnvironment(
  store: Store,
  name: string,
  { clock = systemClock }: ProjectOptions,
): Promise<ShownEnvironment | undefined> {
  const pointer = await readPointer(store, name)
  if (pointer === undefined) return undefined
  const lease = await readLease(store, name)
  const holder = lease !== undefined && lease.content.expires > clock.now() ? lease.content : undefined
  return { ...pointer.content, name, holder }
}
