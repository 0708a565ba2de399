import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Json } from '../../util/json.ts'
import { defaultMemoryLimit } from './memory-limit.ts'

export interface DuckDBOptions {
  /** A database file, or `:memory:`. */
  readonly path: string
  readonly threads?: number
  /** `2GB`. Default: that of `defaultMemoryLimit`. */
  readonly memoryLimit?: string
  /** A database file that is attached under a name. */
  readonly attach?: { readonly path: string; readonly name: string }
  /** Where queries larger than memory spill. */
  readonly spillFolder: string
  /** DuckDB settings of the target, set before the guard closes. */
  readonly settings?: Readonly<Record<string, Json>>
  /** Extensions to load; they must be installed on the machine already. */
  readonly extensions?: readonly string[]
  /** Statements that make other databases known before the guard closes. */
  readonly attachments?: readonly string[]
  /** Folders and files that statements may read and write; left out: no guard, as in dbt. */
  readonly guard?: { readonly folders: readonly string[]; readonly files: readonly string[] }
}

/** Settings that must hold before the first statement: nothing is downloaded, no secret of this machine's user is used. */
export function startConfig({ threads, memoryLimit, spillFolder, settings }: DuckDBOptions): Record<string, string> {
  return {
    errors_as_json: 'true',
    autoinstall_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    preserve_insertion_order: 'true',
    temp_directory: spillFolder,
    // Where extensions are looked for must be known before the first is loaded.
    ...(typeof settings?.['extension_directory'] === 'string' && {
      extension_directory: settings['extension_directory'],
    }),
    ...(threads !== undefined && { threads: String(threads) }),
    memory_limit: memoryLimit ?? defaultMemoryLimit(),
  }
}

export function setUpStatements({ settings = {}, extensions = [], attach }: DuckDBOptions): readonly string[] {
  return [
    ...(attach === undefined ? [] : [`attach ${sqlLiteral(attach.path)} as ${duckdbDialect.quote(attach.name)}`]),
    ...extensions.map((name) => `load ${duckdbDialect.quote(name)}`),
    ...Object.entries(settings).map(([name, value]) => `set ${duckdbDialect.quote(name)} = ${settingLiteral(value)}`),
  ]
}

/** Functions that a SELECT may call and that change what all of DuckDB does, some of them also where it writes. */
const changing = [
  'checkpoint',
  'disable_logging',
  'disable_peg_parser',
  'disable_profiling',
  'enable_logging',
  'enable_peg_parser',
  'enable_profiling',
  'force_checkpoint',
  'truncate_duckdb_logs',
]

/** What these functions take. */
const parameters = 'a := null, level := null, storage := null, storage_path := null, storage_buffer_size := null'

/** Stands in front of a function, in the database of this process: where that is a file, it would stay there. */
function standIns({ path }: DuckDBOptions): readonly string[] {
  if (path !== ':memory:') return []
  return changing.map((name) => {
    const says = sqlLiteral(`The function ${name} cannot be called: it changes what DuckDB does for everybody.`)
    return `create macro ${name}(${parameters}) as table select error(${says})`
  })
}

/** After these, DuckDB refuses other files, the network, extensions and every change of a setting. */
export function lockStatements(options: DuckDBOptions): readonly string[] {
  const { guard } = options
  if (guard === undefined) return []
  return [
    ...standIns(options),
    `set allowed_directories = ${listLiteral(guard.folders)}`,
    `set allowed_paths = ${listLiteral(guard.files)}`,
    'set enable_external_access = false',
    'set lock_configuration = true',
  ]
}

function listLiteral(values: readonly string[]): string {
  return `[${values.map(sqlLiteral).join(', ')}]`
}

function settingLiteral(value: Json): string {
  return typeof value === 'string' ? sqlLiteral(value) : JSON.stringify(value)
}
