import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { openPostgresExtractor } from '../../src/extract/postgres/postgres-extractor.ts'
import type { Server } from '../../src/extract/postgres/server.ts'
import type { Engine } from '../../src/ports/engine.ts'
import type { Delivered, Extractor, SourceStream } from '../../src/ports/extractor.ts'
import type { Json } from '../../src/util/json.ts'

/** A guarded DuckDB beside an extractor, as a run has them. */
export interface Extraction extends AsyncDisposable {
  readonly extractor: Extractor
  readonly engine: Engine
  /** What lies in the work folder. */
  readonly leftOver: () => readonly string[]
  /** Opens a stream of some columns, or all. */
  open(table: string, options?: StreamOptions): Promise<SourceStream>
  /** Reads a table with a query in which `rows` stands for it. */
  read(table: string, query: string, options?: StreamOptions): Promise<ReadTable>
}

interface StreamOptions {
  readonly columns?: readonly string[]
  readonly declared?: ReadonlyMap<string, string>
  readonly once?: boolean
  readonly signal?: AbortSignal
  readonly watch?: (rows: () => number) => void
}

interface ReadTable {
  readonly rows: readonly (readonly Json[])[]
  readonly delivered: Delivered
}

export async function startExtraction(
  connection: Server,
  options: { readonly threads?: number /** A folder of DuckDB's extensions. */; readonly extensions?: string } = {},
): Promise<Extraction> {
  const workFolder = mkdtempSync(join(tmpdir(), 'tpchmodel-work-'))
  const engine = await openDuckDB({
    path: ':memory:',
    spillFolder: join(workFolder, 'spill'),
    threads: options.threads ?? 2,
    guard: { folders: [workFolder], files: [] },
  })
  const remove = async () => {
    await engine[Symbol.asyncDispose]()
    rmSync(workFolder, { recursive: true, force: true })
  }
  const openDirect = (statements: readonly string[]) =>
    openDuckDB({
      path: ':memory:',
      spillFolder: join(workFolder, 'spill'),
      settings: { extension_directory: options.extensions ?? workFolder },
      extensions: ['postgres_scanner'],
      attachments: statements,
      guard: { folders: [workFolder], files: [] },
    })
  const extractor = await openPostgresExtractor(connection, { workFolder, openDirect }).catch(
    async (error: unknown) => {
      await remove()
      throw error
    },
  )

  async function open(
    table: string,
    { columns, declared, once = true, signal, watch }: StreamOptions = {},
  ): Promise<SourceStream> {
    const described = await extractor.describe({ schema: 'public', identifier: table }, declared)
    const names = columns ?? described.columns.map(({ name }) => name)
    return extractor.stream(described, names, { once, ...(signal && { signal }), ...(watch && { watch }) })
  }

  return {
    extractor,
    engine,
    leftOver: () => readdirSync(workFolder),
    open,
    async read(table, query, streamOptions) {
      const stream = await open(table, streamOptions)
      try {
        const { rows } = await engine.execute(query.replaceAll(/\brows\b/g, () => stream.readSql))
        await stream.close()
        return { rows, delivered: await stream.delivered }
      } finally {
        await stream.close()
      }
    },
    async [Symbol.asyncDispose]() {
      await extractor[Symbol.asyncDispose]()
      await remove()
    },
  }
}
