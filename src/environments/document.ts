import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Store } from '../ports/store.ts'
import { brokenDocument, newerFormat } from './diagnostics.ts'
import { countOf, documentOf, field, ShapeError, type Value } from './shape.ts'

/** The format that this version writes, and the only one it reads. */
const format = 1

/** No environment has so many tables; the limit keeps a wrong file from filling the memory. */
const largest = 64 * 1024 * 1024

/** A small JSON object of the lake, and the etag under which it was read. */
export interface StoredDocument<T> {
  readonly etag: string
  readonly content: T
}

/** The bytes of a document: readable, and the same for the same content. */
export function documentBytes(fields: object): Uint8Array {
  const bytes = Buffer.from(`${JSON.stringify({ format, ...fields }, undefined, 1)}\n`)
  if (bytes.byteLength > largest) throw new Error(`Internal error: a document of ${bytes.byteLength} bytes.`)
  return bytes
}

/**
 * Reads a document that is written anew when it is missing: without its content when it is damaged. Throws
 * `ProjectError` with `store/format` for one that a newer version wrote.
 */
export async function readSpareDocument<T>(
  store: Store,
  key: string,
  read: (document: Value) => T,
): Promise<StoredDocument<T | undefined> | undefined> {
  try {
    return await readDocument(store, key, read)
  } catch (error) {
    const isDamaged = error instanceof ProjectError && error.diagnostics.every(({ code }) => code === 'store/corrupt')
    if (!isDamaged) throw error
    const stored = await store.get(key)
    return stored && { etag: stored.etag, content: undefined }
  }
}

/**
 * Reads a document, or undefined when there is none. Throws `ProjectError` with `store/format` for one that a newer
 * version wrote and with `store/corrupt` for one that is damaged.
 */
export async function readDocument<T>(
  store: Store,
  key: string,
  read: (document: Value) => T,
): Promise<StoredDocument<T> | undefined> {
  const stored = await store.get(key)
  if (stored === undefined) return undefined
  const { etag, content } = stored
  const address = store.address(key)
  try {
    if (content.byteLength > largest) {
      throw new ShapeError(`it has ${content.byteLength} bytes, and at most ${largest} were expected`)
    }
    const document = documentOf(new TextDecoder('utf-8', { fatal: false }).decode(content))
    const found = countOf(field(document, 'format'))
    if (found > format) throw new ProjectError([newerFormat(address, { found, known: format })])
    if (found !== format) throw new ShapeError(`its format is ${found} instead of ${format}`)
    return { etag, content: read(document) }
  } catch (error) {
    if (error instanceof ShapeError) throw new ProjectError([brokenDocument(address, error.message)])
    throw error
  }
}
