import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { FileError } from '../ports/file-system.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The text of a file without a byte order mark, or undefined when there is none of that name. `shownAs` is what
 * messages call it. Throws `FileError`.
 */
export function readTextFile(path: string, shownAs: string): string | undefined {
  const bytes = readBytes(path, shownAs)
  return bytes === undefined ? undefined : decode(bytes, shownAs)
}

function readBytes(path: string, shownAs: string): Buffer | undefined {
  try {
    // A small file is read in a fraction of the time that a promise for it costs.
    return readFileSync(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EISDIR') throw new FileError(`"${shownAs}" is a folder, a file is expected.`)
    if (code === 'EACCES' || code === 'EPERM') throw new FileError(`Reading "${shownAs}" is not permitted.`)
    throw error
  }
}

/** Node's code of a failure: `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function decode(bytes: Buffer, shownAs: string): string {
  const nul = bytes.indexOf(0)
  if (isUtf8(bytes) && nul === -1) return utf8.decode(bytes)
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') throw new FileError(`"${shownAs}" is UTF-16; save it as UTF-8.`)
  if (nul !== -1) {
    throw new FileError(`"${shownAs}" is no text, or UTF-16 without a mark: byte ${nul} is zero. Save it as UTF-8.`)
  }
  throw new FileError(
    `"${shownAs}" is not UTF-8: byte ${firstWrongByte(bytes)} does not belong there. Save it as UTF-8.`,
  )
}

/** From 0. A sequence that is cut off counts as wrong at its beginning. */
function firstWrongByte(bytes: Buffer): number {
  let offset = 0
  while (offset < bytes.length) {
    const length = sequenceLength(bytes[offset] ?? 0)
    if (!isUtf8(bytes.subarray(offset, offset + length))) return offset
    offset += length
  }
  return offset
}

function sequenceLength(first: number): number {
  if (first < 0xc0) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}
