import type { Fingerprint } from '../manifest/fingerprint.ts'

/** A column's value in the folder of a partition; null is a value of its own. */
export interface PartitionValue {
  readonly column: string
  readonly value: string | null
}

/** Where a model's data lies: its layer (its schema, in a project without layers) and its name. */
export interface TablePlace {
  readonly layer: string
  readonly name: string
}

/** One file of a version, numbered within its partition. */
export interface DataFileName {
  readonly part: number
  /** Of the file's bytes: the same SQL may write its rows in another order, which must not be the same key. */
  readonly sha256: string
  readonly partition?: readonly PartitionValue[]
}

export const dataPrefix = 'data/'
export const runsPrefix = 'runs/'
export const environmentsPrefix = 'environments/'

/** `data/<layer>/<model>/<fingerprint>/`: every file of a version. */
export function versionPrefix({ layer, name }: TablePlace, fingerprint: Fingerprint): string {
  return `${dataPrefix}${segment(layer)}/${segment(name)}/${fingerprint}/`
}

/** The prefix of the version that a file of the lake belongs to. */
export function versionPrefixOf(key: string): string {
  return `${key.split('/').slice(0, 4).join('/')}/`
}

/** `data/gold/revenue/<fingerprint>/year=1995/00000-<sha256>.parquet` */
export function dataKey(place: TablePlace, fingerprint: Fingerprint, file: DataFileName): string {
  const folders = (file.partition ?? []).map(({ column, value }) => `${hiveName(column)}=${hiveValue(value)}/`)
  const name = `${String(file.part).padStart(5, '0')}-${file.sha256}.parquet`
  return `${versionPrefix(place, fingerprint)}${folders.join('')}${name}`
}

/** `runs/<run id>.json` */
export function runKey(run: string): string {
  return `${runsPrefix}${assertRunId(run)}.json`
}

export function pointerKey(environment: string): string {
  return `${environmentPrefix(environment)}current.json`
}

/** The pointer as it was at one epoch: `environments/<environment>/history/0000000007.json` */
export function historyKey(environment: string, epoch: number): string {
  return `${historyPrefix(environment)}${String(epoch).padStart(10, '0')}.json`
}

export function historyPrefix(environment: string): string {
  return `${environmentPrefix(environment)}history/`
}

export function leaseKey(environment: string): string {
  return `${environmentPrefix(environment)}lock.json`
}

/** The account of which derived objects were written for which epoch. */
export function derivedKey(environment: string): string {
  return `${environmentPrefix(environment)}derived.json`
}

export function symlinkManifestKey(environment: string, { name }: TablePlace): string {
  return `${environmentPrefix(environment)}symlink/${segment(name)}/manifest.txt`
}

/** `<environment>/<layer>/<model>/<model>.parquet`: for readers that know no pointer. */
export function stableKey(environment: string, { layer, name }: TablePlace): string {
  const model = segment(name)
  return `${assertEnvironmentName(environment)}/${segment(layer)}/${model}/${model}.parquet`
}

/** `<environment>/views.duckdb`: a DuckDB file with a view for every table. */
export function viewsKey(environment: string): string {
  return `${assertEnvironmentName(environment)}/views.duckdb`
}

/** `<environment>/views.sql`: the statements that make those views in any DuckDB. */
export function viewsSqlKey(environment: string): string {
  return `${assertEnvironmentName(environment)}/views.sql`
}

/** Whether a key is one of those that `dataKey` makes. */
export function isDataKey(key: string): boolean {
  return /^data\/[^/]+\/[^/]+\/[0-9a-f]{64}\/(?:[^/]+=[^/]*\/)*\d{5,}-[0-9a-f]{64}\.parquet$/.test(key)
}

/** Whether a key is one of those that an environment's derived objects have. */
export function isDerivedKey(environment: string, key: string): boolean {
  if (key === viewsKey(environment) || key === viewsSqlKey(environment)) return true
  const stable = key.startsWith(`${environment}/`) && /^[^/]+\/[^/]+\/([^/]+)\/\1\.parquet$/.test(key)
  const symlink = `${environmentPrefix(environment)}symlink/`
  return stable || (key.startsWith(symlink) && /^[^/]+\/manifest\.txt$/.test(key.slice(symlink.length)))
}

/** Whether a key is one of those that `runKey` makes. */
export function isRunKey(key: string): boolean {
  return /^runs\/[A-Za-z0-9][A-Za-z0-9_-]*\.json$/.test(key)
}

/** Whether a key is one of those that `historyKey` makes. */
export function isHistoryKey(key: string): boolean {
  return /^environments\/[a-z0-9][a-z0-9_-]*\/history\/\d{10,}\.json$/.test(key)
}

/** The environment whose pointer (`current`) or lease (`lock`) lies under a key, or undefined for every other key. */
export function environmentOf(key: string, file: 'current' | 'lock'): string | undefined {
  const [, environment, found] = /^environments\/([a-z0-9][a-z0-9_-]*)\/(current|lock)\.json$/.exec(key) ?? []
  return found === file ? environment : undefined
}

/** Whether an environment can have this name. */
export function isEnvironmentName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*$/.test(name) && !reservedNames.includes(name)
}

/** Folders at the top of a lake that belong to no environment. */
export const reservedNames: readonly string[] = ['data', 'runs', 'environments']

/** An id for a run that starts now. Ids sort by time; the suffix, of letters and digits, tells apart what starts together. */
export function runId(now: Date, suffix: string): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return assertRunId(`${time}-${suffix}`)
}

function environmentPrefix(environment: string): string {
  return `${environmentsPrefix}${assertEnvironmentName(environment)}/`
}

/** Names are checked where the profile is read, so one that is wrong here is a bug. */
function assertEnvironmentName(name: string): string {
  if (!isEnvironmentName(name)) throw new Error(`Internal error: ${JSON.stringify(name)} names no environment.`)
  return name
}

function assertRunId(run: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(run)) throw new Error(`Internal error: ${JSON.stringify(run)} names no run.`)
  return run
}

/**
 * A name as one part of a key. Characters that mean something in a path, a glob or a hive folder, and a leading dot, are
 * written as `%2F`; so are what Windows drops at an end, and the beginning of a device's name there.
 */
function segment(name: string): string {
  return name
    .replaceAll(/[%/\\*?[\]{}=:\p{Cc}\p{Surrogate}]|^\.|[. ]$/gu, percent)
    .replace(/^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, (device) => percent(device.slice(0, 1)) + device.slice(1))
}

/** The name of a partition column in a folder. The engine, which decodes values, takes it as it stands. */
export function hiveName(column: string): string {
  return column.replaceAll(/[^A-Za-z0-9_.~-]|^\./gu, percent)
}

/** As DuckDB and Spark write the value of a partition, and decode it. */
function hiveValue(value: string | null): string {
  return value === null ? '__HIVE_DEFAULT_PARTITION__' : readable(hiveName(value))
}

/** The folder of a partition, as DuckDB wrote it for a value that is not NULL, so that it is read as that value. */
export function readableHiveFolder(folder: string): string {
  const at = folder.indexOf('=') + 1
  return folder.slice(0, at) + readable(folder.slice(at))
}

/** DuckDB takes the text `NULL` in a folder for NULL. */
function readable(value: string): string {
  return /^null$/i.test(value) ? percent(value.slice(0, 1)) + value.slice(1) : value
}

function percent(characters: string): string {
  return [...Buffer.from(characters)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
