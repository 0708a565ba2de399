import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemReason } from '../util/system-reason.ts'

export interface LogFile {
  readonly append: (text: string) => void
  /** Writes what is held back. */
  readonly close: () => void
}

export interface LogFileOptions {
  readonly path: string
  /** A file that is this large is renamed to `….1`, and a new one begun; 0: never. */
  readonly maxBytes: number
  /** Told once why the file cannot be written; nothing more is then. */
  readonly onFailure: (reason: string) => void
}

/** As many files as dbt keeps besides the one that is written. */
const kept = 5
const bufferSize = 64 * 1024

/** Appends to a file in few writes. A process that exits writes what is held back. */
export function openLogFile({ path, maxBytes, onFailure }: LogFileOptions): LogFile {
  let buffer = ''
  let isBroken = false
  const flush = () => {
    if (buffer === '' || isBroken) return
    try {
      mkdirSync(dirname(path), { recursive: true })
      if (maxBytes > 0 && sizeOf(path) + Buffer.byteLength(buffer) > maxBytes) rotate(path)
      appendFileSync(path, buffer)
    } catch (error) {
      isBroken = true
      onFailure(systemReason(error) ?? String(error))
    }
    buffer = ''
  }
  process.once('exit', flush)
  return {
    append: (text) => {
      buffer += text
      if (buffer.length >= bufferSize) flush()
    },
    close: () => {
      process.off('exit', flush)
      flush()
    },
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function rotate(path: string): void {
  for (let number = kept - 1; number >= 0; number -= 1) {
    const from = number === 0 ? path : `${path}.${number}`
    if (existsSync(from)) renameSync(from, `${path}.${number + 1}`)
  }
}
