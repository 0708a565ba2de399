import { join } from 'node:path'
import type { Engine } from '../ports/engine.ts'
import type { Extractor } from '../ports/extractor.ts'
import type { ConnectionTarget, Target } from '../project/profile.ts'

export interface ExtractorPlace {
  readonly workFolder: string
  readonly signal: AbortSignal
  /** Told before something is made that takes a while. */
  readonly tell: (text: string) => void
}

/** Opens a connection of a target by its name. Throws `ExtractError`. */
export async function openExtractor(target: Target, name: string, place: ExtractorPlace): Promise<Extractor> {
  const connection = target.connections.get(name)
  if (connection === undefined) throw new Error(`Internal error: the target has no connection ${name}`)
  if (connection.embedded) return openEmbedded(connection, place)
  const openDirect = (statements: readonly string[]) => openDirectEngine(target, place, statements)
  return openServer(connection, place, connection.extraction === 'portable' ? {} : { openDirect })
}

type Server = Extract<ConnectionTarget, { readonly embedded: false }>

async function openServer(
  server: Server,
  { workFolder, signal }: ExtractorPlace,
  more: { readonly name?: string; readonly openDirect?: (statements: readonly string[]) => Promise<Engine> },
): Promise<Extractor> {
  const { openPostgresExtractor } = await import('../extract/postgres/postgres-extractor.ts')
  return openPostgresExtractor(server, { workFolder, signal, ...more })
}

/** Rows pass through it one after the other, so that it needs little memory. */
const directMemory = '1GB'

/**
 * An engine of its own for what knows a source's credentials: models run on another one. It is guarded in every project,
 * since a query that it is given reads nothing but a table of the source.
 */
async function openDirectEngine(
  { settings, extensions }: Target,
  { workFolder }: ExtractorPlace,
  statements: readonly string[],
): Promise<Engine> {
  const { openDuckDB } = await import('../engines/duckdb/duckdb-engine.ts')
  return openDuckDB({
    path: ':memory:',
    memoryLimit: directMemory,
    spillFolder: join(workFolder, 'spill-direct'),
    settings,
    extensions: [...extensions, 'postgres_scanner'],
    attachments: statements,
    guard: { folders: [workFolder], files: [] },
  })
}

/** The embedded server lives as long as the extractor that reads it. */
async function openEmbedded(
  { scale, folder }: Extract<ConnectionTarget, { readonly embedded: true }>,
  place: ExtractorPlace,
): Promise<Extractor> {
  const { openEmbeddedPostgres } = await import('../sample/embedded-postgres.ts')
  const onCreate = () => place.tell(`Making the sample database (TPC-H ${scale}), once.`)
  const embedded = await openEmbeddedPostgres({ scale, folder, onCreate })
  try {
    const extractor = await openServer(embedded.connection, place, { name: embedded.name })
    return closedWith(extractor, () => embedded.close())
  } catch (error) {
    await embedded.close()
    throw error
  }
}

function closedWith(extractor: Extractor, close: () => Promise<void>): Extractor {
  return {
    url: extractor.url,
    snapshot: extractor.snapshot,
    warnings: extractor.warnings,
    about: (tables) => extractor.about(tables),
    describe: (origin, declared) => extractor.describe(origin, declared),
    newest: (question, signal) => extractor.newest(question, signal),
    direct: (table, columns) => extractor.direct(table, columns),
    stream: (table, columns, options) => extractor.stream(table, columns, options),
    async [Symbol.asyncDispose]() {
      try {
        await extractor[Symbol.asyncDispose]()
      } finally {
        await close()
      }
    },
  }
}
