import { createHash, type Hash, hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type ManifestInput, manifestBody, manifestHead, manifestPath } from './manifest-json.ts'
import { chunks, replaceFile } from './write-file.ts'

/** What is in a `manifest.json` that was written, apart from its metadata. */
export interface WrittenManifest {
  /** Where the rest begins, in bytes. */
  readonly head: number
  /** The hash of the rest. */
  readonly body: string
}

/**
 * Writes `manifest.json`. Where the file still has the body of `written`, which a command before wrote for the same input,
 * only its metadata is made anew. Throws `ProjectError`.
 */
export async function writeManifest(input: ManifestInput, written?: WrittenManifest): Promise<WrittenManifest> {
  const shownAs = manifestPath(input.project)
  const path = resolve(input.project.root, shownAs)
  const head = manifestHead(input)
  const known = written && (await bodyOf(path, written))
  const whole = createHash('sha256')
  const body = known === undefined ? hashed(chunks(manifestBody(input)), whole) : [known]
  await replaceFile(path, concat<string | Uint8Array>(head, body), shownAs)
  return { head: Buffer.byteLength(head), body: known === undefined ? whole.digest('hex') : (written?.body ?? '') }
}

/** The body in the file; undefined where it is not the one that was written. */
async function bodyOf(path: string, { head, body }: WrittenManifest): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  const found = bytes?.subarray(head)
  return found !== undefined && hash('sha256', found) === body ? found : undefined
}

function* concat<T>(first: T, rest: Iterable<T>): Iterable<T> {
  yield first
  yield* rest
}

/** As bytes, which are hashed and written: text would become bytes twice. */
function* hashed(pieces: Iterable<string>, whole: Hash): Iterable<Uint8Array> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece)
    whole.update(bytes)
    yield bytes
  }
}
