import type { Client } from 'pg'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { connector } from '../extract/postgres/connector.ts'
import type { Server } from '../extract/postgres/server.ts'
import { serverUrl } from '../extract/postgres/server-name.ts'
import { ExtractError } from '../ports/extractor.ts'
import type { Target } from '../project/profile.ts'
import { extractFailed } from '../run/source-diagnostics.ts'
import { notLoaded, smallerScale } from '../sample/diagnostics.ts'
import { generatedRows } from '../sample/generated-rows.ts'
import { loadSample } from '../sample/load-sample.ts'
import { bundledScale } from '../sample/sample-files.ts'
import type { SampleRows } from '../sample/sample-rows.ts'
import { nearest } from '../util/nearest.ts'
import { loadSettings } from './load-settings.ts'
import type { ProjectOptions } from './options.ts'
import { checkWarnings, warningPolicy } from './warning-policy.ts'

const connectTimeout = 10_000

export interface LoadTpchOptions extends ProjectOptions {
  /** TPC-H's scale factor: 1 is about 1 GB. Default: 0.01. */
  readonly scale?: number
  /** The target's connection. Default: the only one. */
  readonly connection?: string
  /** Default: that of the connection, then `public`. */
  readonly schema?: string
  /** Whether tables of these names that are there give way, with their rows. */
  readonly replace?: boolean
  /** Told each table that is loaded, before it counts. */
  readonly onTable?: (table: string, rows: number) => void
  /** Told what is worth knowing before the work begins. */
  readonly onWarning?: (warning: Diagnostic) => void
}

export interface LoadedTpch {
  /** `postgresql://user@host:5432/database` */
  readonly server: string
  readonly schema: string
  /** The scale that was loaded: the sample's, where larger ones cannot be made. */
  readonly scale: number
  /** Of all tables. */
  readonly rows: number
}

/**
 * Makes TPC-H's tables in a PostgreSQL of the target and fills them: with rows that DuckDB's extension `tpch` makes, and
 * where that cannot be loaded with the sample that comes with the package. All tables come in one transaction. Throws
 * `ProjectError`.
 */
export async function loadTpch(options: LoadTpchOptions = {}): Promise<LoadedTpch> {
  const { scale = bundledScale, replace = false, onTable } = options
  const { target, project } = await loadSettings(options)
  const server = serverOf(target, options.connection)
  const schema = options.schema ?? server.schema ?? 'public'
  const { rows, loaded, warning } = await rowsOf(scale)
  if (warning !== undefined) {
    for (const told of checkWarnings([warning], warningPolicy(options, project.flags))) options.onWarning?.(told)
  }
  let total = 0
  const count = (table: string, some: number) => {
    total += some
    onTable?.(table, some)
  }
  await connected(server, (client) => loadSample(client, { ...rows, schema, replace, onTable: count }))
  return { server: serverUrl(server), schema, scale: loaded, rows: total }
}

async function rowsOf(scale: number): Promise<{
  readonly rows: { readonly rows?: SampleRows }
  readonly loaded: number
  readonly warning?: Diagnostic
}> {
  if (scale === bundledScale) return { rows: {}, loaded: scale }
  const generated = await generatedRows(scale)
  if ('rows' in generated) return { rows: { rows: generated.rows }, loaded: scale }
  return { rows: {}, loaded: bundledScale, warning: smallerScale(scale, generated.missing) }
}

function serverOf({ name: target, connections }: Target, wanted: string | undefined): Server {
  const names = [...connections.keys()]
  const [only, second] = names
  const name = wanted ?? (second === undefined ? only : undefined)
  const connection = name === undefined ? undefined : connections.get(name)
  if (connection === undefined) throw usage(noSuchConnection(target, wanted, names))
  if (!connection.embedded) return connection
  throw usage({
    message: `The connection "${name}" of the target "${target}" is the embedded PostgreSQL, which holds the sample and keeps nothing that is written to it.`,
    hint: 'Choose a target with a PostgreSQL server: --target NAME.',
  })
}

type Mistake = Pick<Diagnostic, 'message' | 'hint'>

function noSuchConnection(target: string, wanted: string | undefined, names: readonly string[]): Mistake {
  const known = names.map((each) => `"${each}"`).join(', ')
  if (names.length === 0) {
    return {
      message: `The target "${target}" has no connection to load into.`,
      hint: 'Give it one below "connections:" in profiles.yml, or choose another with --target.',
    }
  }
  if (wanted === undefined) {
    return {
      message: `The target "${target}" has several connections: ${known}.`,
      hint: 'Say which with --connection.',
    }
  }
  const meant = nearest(wanted, names)
  return {
    message: `The target "${target}" has no connection "${wanted}"; it has ${known}.`,
    ...(meant !== undefined && { hint: `Did you mean "${meant}"?` }),
  }
}

function usage(mistake: Mistake): ProjectError {
  return new ProjectError([{ code: 'cli/usage', ...mistake }])
}

async function connected(server: Server, use: (client: Client) => Promise<void>): Promise<void> {
  let client: Client | undefined
  try {
    const { first } = await connector(server, connectTimeout)
    client = first
    await use(client)
  } catch (error) {
    throw toldBy(error)
  } finally {
    await client?.end().catch(() => undefined)
  }
}

/** What a server or DuckDB refuses is the user's to know; anything else is a bug of ours. */
function toldBy(error: unknown): unknown {
  if (error instanceof ExtractError) return new ProjectError([extractFailed(error)])
  if (error instanceof ProjectError || !(error instanceof Error)) return error
  return 'code' in error || /^\w+ Error: /.test(error.message) ? new ProjectError([notLoaded(error.message)]) : error
}
