import type { Relation } from '../../manifest/relation.ts'
import type { Engine } from '../../ports/engine.ts'
import {
  type DirectTable,
  ExtractError,
  type Extractor,
  type IndirectTable,
  type NewestQuestion,
  type NewestRow,
  type SourceColumn,
  type SourceServer,
  type SourceStream,
  type SourceTable,
  type StreamOptions,
} from '../../ports/extractor.ts'
import { aboutServer } from './about-server.ts'
import { catalogColumns, knownTables } from './catalog.ts'
import { type CatalogColumn, engineType } from './column-types.ts'
import { connectInterrupted } from './connect-diagnostics.ts'
import { connector } from './connector.ts'
import { type Coordinator, coordinator } from './coordinator.ts'
import {
  ambiguousColumns,
  interrupted,
  missingTable,
  readFailed,
  sharedConnection,
  unsupportedType,
} from './diagnostics.ts'
import { type DirectReader, directReader } from './direct-reader.ts'
import { interruptible } from './interruptible.ts'
import { askOwn, askShared } from './newest-row.ts'
import { openOwnStream, openSharedStream } from './open-stream.ts'
import { type Readers, readers } from './readers.ts'
import type { Server } from './server.ts'
import { serverUrl } from './server-name.ts'

import { transport } from './transport.ts'

export interface ExtractorOptions {
  /** Where pipes and spool files are made: an existing folder that the engine may read. */
  readonly workFolder: string
  /** What people call the server; default: its URL. */
  readonly name?: string
  /** Ends every transfer. */
  readonly signal?: AbortSignal
  /**
   * Opens an engine with DuckDB's extension for PostgreSQL, which runs the statements before its settings are locked.
   * Throws `QueryError` where there is none.
   */
  readonly openDirect?: (statements: readonly string[]) => Promise<Engine>
}

/** How long a server may take to let the first connection in. */
const connectTimeout = 15_000

/**
 * Connects, and fixes the moment at which all tables are read. A server that cannot share its snapshot with other
 * connections is read through one connection, and `warnings` says so. Throws `ExtractError`.
 */
export async function openPostgresExtractor(server: Server, options: ExtractorOptions): Promise<Extractor> {
  const { signal } = options
  if (signal === undefined) return open(server, options)
  if (signal.aborted) throw connectInterrupted(server)
  return interruptible(open(server, options), {
    signal,
    error: () => connectInterrupted(server),
    discard: (extractor) => extractor[Symbol.asyncDispose](),
  })
}

async function open(server: Server, options: ExtractorOptions): Promise<Extractor> {
  const { first, address, password, connect } = await connector(server, connectTimeout)
  const keeper = await coordinator(server, first)
  const warnings = keeper.warning === undefined ? [] : [keeper.warning]
  if (keeper.exported === undefined) return new PostgresExtractor({ server, options, keeper, warnings })
  try {
    const pool = await readers({ server, version: keeper.version, snapshot: keeper.exported }, connect)
    const { openDirect } = options
    const direct = openDirect && directReader({ server, address, password, keeper, pool, open: openDirect })
    return new PostgresExtractor({ server, options, keeper, warnings, pool, ...(direct && { direct }) })
  } catch (error) {
    return new PostgresExtractor({ server, options, keeper, warnings: [sharedConnection(server, error)] })
  }
}

interface Parts {
  readonly server: Server
  readonly options: ExtractorOptions
  readonly keeper: Coordinator
  readonly warnings: readonly string[]
  /** Left out: tables are read through the coordinator's connection. */
  readonly pool?: Readers
  /** Left out: nothing else than streams is wanted, or possible. */
  readonly direct?: DirectReader
}

class PostgresExtractor implements Extractor {
  readonly url: string
  readonly snapshot: string
  readonly warnings: readonly string[]
  readonly #parts: Parts
  readonly #catalog = new Map<string, readonly CatalogColumn[]>()
  readonly #open = new Set<SourceStream>()

  constructor(parts: Parts) {
    this.url = parts.options.name ?? serverUrl(parts.server)
    this.snapshot = parts.keeper.moment
    this.warnings = parts.warnings
    this.#parts = parts
  }

  async about(tables: readonly Relation[]): Promise<SourceServer> {
    const { server, keeper } = this.#parts
    return keeper.use((client) => aboutServer(client, tables, server.progressTimeout))
  }

  async describe(origin: Relation, declared: ReadonlyMap<string, string> = new Map()): Promise<SourceTable> {
    const columns = await this.#columns(origin)
    const types = new Map([...declared].map(([name, type]) => [name.toLowerCase(), type]))
    return {
      origin,
      columns: columns.map((column) => sourceColumn(origin, column, types.get(column.name.toLowerCase()))),
    }
  }

  async newest(question: NewestQuestion, signal: AbortSignal): Promise<NewestRow> {
    const { server, options, keeper, pool } = this.#parts
    const columns = await this.#columns(question.origin)
    const stop = options.signal === undefined ? signal : AbortSignal.any([options.signal, signal])
    if (stop.aborted) throw interrupted(question.origin)
    const request = { server, question, columns: columns.map(({ name }) => name), signal: stop }
    return pool === undefined ? askShared(request, keeper) : askOwn(request, pool, keeper)
  }

  async direct(table: SourceTable, columns: readonly string[]): Promise<DirectTable | IndirectTable> {
    const { direct, server, pool } = this.#parts
    if (direct !== undefined) {
      const catalog = await this.#columns(table.origin)
      return direct.table(
        table,
        columns.map((name) => named(catalog, name)),
      )
    }
    const because =
      pool === undefined ? 'its snapshot cannot be shared' : `the profile says "extraction: ${server.extraction}"`
    return { because }
  }

  async stream(
    table: SourceTable,
    columns: readonly string[],
    { once, signal, watch }: StreamOptions,
  ): Promise<SourceStream> {
    const { server, options, keeper, pool } = this.#parts
    const { origin } = table
    const stop = AbortSignal.any([options.signal, signal].filter((given) => given !== undefined))
    if (stop.aborted) throw interrupted(origin)
    const catalog = await this.#columns(origin)
    const request = {
      server,
      origin,
      columns: columns.map((name) => transport(named(catalog, name), named(table.columns, name).type)),
      workFolder: options.workFolder,
      once,
      signal: stop,
      watch,
    }
    const stream =
      pool === undefined ? await openSharedStream(request, keeper) : await openOwnStream(request, { pool, keeper })
    this.#open.add(stream)
    return stream
  }

  /** The shape of a table is looked up once: from then on it is locked. */
  async #columns(origin: Relation): Promise<readonly CatalogColumn[]> {
    const key = JSON.stringify([origin.schema, origin.identifier])
    const columns = this.#catalog.get(key) ?? (await lookUp(this.#parts, origin))
    this.#catalog.set(key, columns)
    return columns
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open].map((stream) => stream.close()))
    await this.#parts.direct?.[Symbol.asyncDispose]()
    await this.#parts.pool?.close()
    await this.#parts.keeper.close()
  }
}

async function lookUp({ server, keeper, options }: Parts, origin: Relation): Promise<readonly CatalogColumn[]> {
  const timeout = server.progressTimeout
  const looking = keeper.use(async (client) => {
    const columns = await catalogColumns(client, origin, timeout)
    if (columns === undefined) throw missingTable(origin, await knownTables(client, timeout), server)
    refuseAmbiguous(origin, columns)
    return columns
  })
  const { signal = new AbortController().signal } = options
  try {
    return await interruptible(looking, { signal, error: () => interrupted(origin) })
  } catch (error) {
    throw error instanceof ExtractError ? error : readFailed(origin, 0, server, error)
  }
}

function refuseAmbiguous(origin: Relation, columns: readonly CatalogColumn[]): void {
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) throw ambiguousColumns(origin, other, name)
    seen.set(name.toLowerCase(), name)
  }
}

function sourceColumn(origin: Relation, column: CatalogColumn, declared: string | undefined): SourceColumn {
  const type = engineType(column, declared)
  if (type === undefined) throw unsupportedType(origin, column, declared)
  return { name: column.name, type, sourceType: column.sourceType }
}

function named<Column extends { readonly name: string }>(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`Internal error: the table has no column "${name}".`)
  return column
}
