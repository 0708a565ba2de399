import { basename, join } from 'node:path'
import type { Location } from '../diagnostics/location.ts'
import type { Json } from '../util/json.ts'
import { connectionOf, embeddedConnection } from './connection-target.ts'
import { ignoredKey, wrongValue } from './diagnostics.ts'
import { lakeOf } from './lake-target.ts'
import type { Target } from './profile.ts'
import { environmentPattern, type outputSchema } from './profile-schema.ts'
import { credentialKey } from './profile-secrets.ts'
import type { ValueOf } from './schema.ts'
import { absolute, placeOfKey, type TargetPlace } from './target-place.ts'
import { entryOf } from './yaml-node.ts'

type Output = ValueOf<typeof outputSchema>

export interface TargetNames {
  readonly profileName: string
  readonly name: string
  /** Where the name stands. */
  readonly location: Location
  /** Stronger than the profile's. */
  readonly threads: number | undefined
}

const inMemory = ':memory:'
/** What a project without a profile runs on: an embedded PostgreSQL, a lake in its folder, DuckDB in memory. */
export function embeddedTarget(root: string, profileName: string, threads = 4): Target {
  return complete({
    profileName,
    name: 'dev',
    environment: 'dev',
    schema: 'main',
    threads,
    path: inMemory,
    lake: { type: 'local', path: join(root, 'lake') },
    connections: new Map([['embedded', embeddedConnection(root)]]),
    memoryLimit: undefined,
    settings: {},
    extensions: [],
    externalAccess: [],
  })
}

/** A checked output as a target: defaults filled in, paths absolute. Reports what only shows when keys are seen together. */
export function targetOf(output: Output, names: TargetNames, place: TargetPlace): Target {
  const { profileName, name, threads } = names
  const connectionNodes = entryOf(place.node, 'connections')?.value
  const connections = Object.entries(output.connections ?? {}).map(([key, connection]) => {
    const node = entryOf(connectionNodes, key)?.value ?? place.node
    return [key, connectionOf(connection, `"${key}"`, { ...place, node })] as const
  })
  const target = complete({
    profileName,
    name,
    environment: environmentOf(output, names, place),
    schema: output.schema ?? 'main',
    threads: threads ?? output.threads ?? 4,
    path: databasePath(output, place),
    lake: output.lake && lakeOf(output.lake, place),
    connections: new Map(connections),
    memoryLimit: output.memory_limit,
    settings: settingsOf(output, place),
    extensions: (output.extensions ?? []).map((each) => (typeof each === 'string' ? each : each.name)),
    externalAccess: externalAccessOf(output, place),
  })
  checkDatabase(output, target, place)
  return target
}

function complete(target: Omit<Target, 'type' | 'database' | 'visible'>): Target {
  const { name, profileName, schema, threads, path, environment, extensions } = target
  const stem = basename(path).replace(/^\.+/, '').split('.')[0] ?? ''
  const database = path === inMemory ? 'memory' : stem
  const visible = {
    name,
    target_name: name,
    profile_name: profileName,
    type: 'duckdb',
    schema,
    database,
    path,
    threads,
    environment,
    extensions,
  }
  return { ...target, type: 'duckdb', database, visible }
}

/** What stands for every address. */
const addresses = ['http://', 'https://', 's3://', 'gs://', 'hf://']

function externalAccessOf({ external_access: access }: Output, place: TargetPlace): readonly string[] {
  const folders = (access?.folders ?? []).map((folder) =>
    /^[a-z][a-z0-9+.-]+:\/\//i.test(folder) ? folder : absolute(folder, place),
  )
  return access?.network === true ? [...folders, ...addresses] : folders
}

function environmentOf({ environment }: Output, { name, location }: TargetNames, { context }: TargetPlace): string {
  const { regex, expected } = environmentPattern
  if (environment !== undefined || new RegExp(`^(?:${regex})$`).test(name)) return environment ?? name
  const hint = 'Give the environment another name than the target: "environment: …".'
  context.report(
    wrongValue(`The environment "${name}"`, `has the name of its target; ${expected} is expected`, { location, hint }),
  )
  return name
}

function databasePath({ path = inMemory }: Output, place: TargetPlace): string {
  if (path === inMemory) return path
  const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(path)?.[0]
  if (scheme !== undefined) {
    const problem = `begins with "${scheme}"; a file of DuckDB or "${inMemory}" is expected`
    place.context.report(wrongValue('"path"', problem, { location: placeOfKey('path', place) }))
  }
  return absolute(path, place)
}

function checkDatabase({ database }: Output, target: Target, place: TargetPlace): void {
  if (database === undefined || database === target.database) return
  const problem = `is "${database}"; "${target.database}" is expected, as "path" says`
  place.context.report(wrongValue('"database"', problem, { location: placeOfKey('database', place) }))
}

function settingsOf({ settings = {} }: Output, place: TargetPlace): Readonly<Record<string, Json>> {
  const written = entryOf(place.node, 'settings')?.value ?? place.node
  const [secrets, others] = [true, false].map((isSecret) =>
    Object.entries(settings).filter(([key]) => credentialKey.test(key) === isSecret),
  )
  for (const [key] of secrets ?? []) {
    const entry = entryOf(written, key)
    const location = { file: place.context.file, start: entry?.keyStart ?? 0, end: entry?.keyEnd ?? 0 }
    place.context.report(ignoredKey(key, 'the credentials of the lake stand below "lake"', location))
  }
  return Object.fromEntries(others ?? [])
}
