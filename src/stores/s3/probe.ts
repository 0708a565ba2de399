import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { StoreError } from '../../ports/store.ts'
import { ask } from './ask.ts'
import { type Connection, objectKey } from './connection.ts'
import type { ProbeOptions } from './options.ts'
import { isConflict } from './server-error.ts'

/**
 * Throws `store/no-conditions` for a server that ignores conditions of writes, on which two runs could undo each other's
 * work. What a server does is asked once, and noted.
 */
export async function assertConditions(connection: Connection, { key, notes }: ProbeOptions): Promise<void> {
  const place = `${connection.server} ${connection.url}`
  const known = await readNotes(notes)
  if (known.includes(place)) return
  const ignored = await ignoredConditions(connection, key)
  if (ignored.length > 0) throw noConditions(connection, ignored)
  await writeNotes(notes, [...known, place])
}

/** Writes an object that nobody reads, twice too often. */
async function ignoredConditions(connection: Connection, key: string): Promise<readonly string[]> {
  const named = { Bucket: connection.bucket, Key: objectKey(connection, key) }
  const request = { action: 'PutObject', key: named.Key } as const
  const put = (condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string }) =>
    ask(connection, request, async (options) => {
      try {
        const body = { ...named, ...connection.written, Body: randomUUID() }
        await connection.client.send(new PutObjectCommand({ ...body, ...condition }), options)
        return 'written'
      } catch (error) {
        if (isConflict(error)) return 'refused'
        throw error
      }
    })
  await put({})
  const absent = await put({ IfNoneMatch: '*' })
  const stale = await put({ IfMatch: `"${'0'.repeat(32)}"` })
  // Who may write may not always delete; the object is small, and the next probe uses it again.
  await connection.client.send(new DeleteObjectCommand(named)).catch(() => undefined)
  return [...(absent === 'written' ? ['If-None-Match'] : []), ...(stale === 'written' ? ['If-Match'] : [])]
}

function noConditions({ server, bucket }: Connection, ignored: readonly string[]): StoreError {
  return new StoreError(
    'store/no-conditions',
    `${server} ignores ${ignored.join(' and ')} on the bucket "${bucket}": two runs that publish at once could undo each other's work.`,
    'Use a server that has conditional writes. "publish: unsafe" in the lake goes without: then only the lease of the environment keeps runs apart.',
  )
}

/** Notes that cannot be read say nothing. */
async function readNotes(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return []
  try {
    const noted: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(noted) ? noted.filter((place) => typeof place === 'string') : []
  } catch {
    return []
  }
}

/** What cannot be noted is asked again. */
async function writeNotes(file: string | undefined, places: readonly string[]): Promise<void> {
  if (file === undefined) return
  try {
    await mkdir(dirname(file), { recursive: true })
    const temporary = `${file}.${randomUUID()}`
    await writeFile(temporary, `${JSON.stringify([...new Set(places)].sort(), undefined, 1)}\n`)
    await rename(temporary, file)
  } catch {
    return
  }
}
