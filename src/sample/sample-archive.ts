import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type SampleFiles, sampleFiles } from './sample-files.ts'
import { bundledRows, copyFormat, withSampleRows } from './sample-rows.ts'

export interface SamplePlace {
  /** TPC-H's scale factor. */
  readonly scale: number
  /** Where the sample is kept between runs, absolute. */
  readonly folder: string
  /** Called before the sample is made, which takes some seconds and happens once. */
  readonly onCreate?: () => void
}

/**
 * The data folder of a PostgreSQL that holds the sample, packed in one file. It is made once for each version of PGlite
 * and of the sample, and never changed: every process that opens it works on a copy in memory, so any number of them can.
 */
export async function sampleArchive({ scale, folder, onCreate }: SamplePlace): Promise<Uint8Array> {
  const files = sampleFiles(scale)
  const prefix = `tpch-${scale}-`
  const name = `${prefix}pglite-${pgliteVersion()}-${files.hash.slice(0, 12)}.tar`
  const there = await readIfThere(join(folder, name))
  if (there !== undefined) return there
  onCreate?.()
  return make(files, { folder, name, prefix })
}

interface ArchivePlace {
  readonly folder: string
  readonly name: string
  /** What archives of the same scale begin with, of other versions too. */
  readonly prefix: string
}

/** Written beside and linked under its name, so it is whole or not there; of two processes that make it, one wins. */
async function make(files: SampleFiles, { folder, name, prefix }: ArchivePlace): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  const draft = join(folder, `${prefix}${randomUUID()}.draft`)
  try {
    await writeFile(draft, await loadedDatabase(files), { flush: true })
    await link(draft, path).catch(ignore('EEXIST'))
  } finally {
    await rm(draft, { force: true })
  }
  await removeUseless({ folder, name, prefix })
  return readFile(path)
}

/** Archives of other versions, and drafts of processes that ended before they were done. */
async function removeUseless({ folder, name, prefix }: ArchivePlace): Promise<void> {
  const anHourAgo = Date.now() - 3_600_000
  for (const other of await readdir(folder)) {
    if (!other.startsWith(prefix) || other === name) continue
    const path = join(folder, other)
    const changed = (await stat(path).catch(ignore('ENOENT')))?.mtimeMs ?? 0
    if (other.endsWith('.tar') || (other.endsWith('.draft') && changed < anHourAgo)) await rm(path, { force: true })
  }
}

async function loadedDatabase(files: SampleFiles): Promise<Uint8Array> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create({
    initDbStartParams: ['--wal-segsize=1'],
    // With these the archive holds little besides the tables.
    postgresqlconf: [
      'wal_level = minimal',
      'max_wal_senders = 0',
      'wal_recycle = off',
      'min_wal_size = 2MB',
      'autovacuum = off',
    ],
  })
  try {
    await load(database, files)
    return new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer())
  } finally {
    await database.close()
  }
}

/** In one transaction, because rows that are copied into a table of the same transaction need not be checked when they are read. */
async function load(database: PGlite, files: SampleFiles): Promise<void> {
  await database.exec('begin')
  await database.exec(files.schemaSql)
  await withSampleRows(bundledRows(files), async (table, rows) => {
    const blob = new Blob([await readFile(rows)])
    await database.query(`copy ${table} from '/dev/blob' (${copyFormat}, freeze)`, [], { blob })
  })
  await database.exec('commit')
  await database.exec('checkpoint')
}

function pgliteVersion(): string {
  const library = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(join(dirname(library), '..', 'package.json'), 'utf8'),
  )
  return version
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(ignore('ENOENT'))
}

function ignore(code: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined
    throw error
  }
}
