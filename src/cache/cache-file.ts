import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { replaceFile } from './replace-file.ts'

const digestLength = 64

/** The hash of everything that a kept value depends on. */
export function cacheKey(parts: readonly unknown[]): string {
  return digest(serialize(parts))
}

/**
 * A value that `keepValue` kept under the same key; undefined where there is none, or the file is not as it was written.
 * The caller knows its type from the key, which names the program that wrote it.
 */
export function keptValue(path: string, key: string): unknown {
  try {
    const bytes = readFileSync(path)
    const head = bytes.subarray(0, 2 * digestLength).toString('latin1')
    const body = bytes.subarray(2 * digestLength)
    return head === key + digest(body) ? deserialize(body) : undefined
  } catch {
    return undefined
  }
}

/** Keeps plain data, Maps and Sets for the next command. Where the file cannot be written, nothing is kept. */
export function keepValue(path: string, key: string, value: unknown): void {
  const body = serialize(value)
  replaceFile(path, Buffer.concat([Buffer.from(key + digest(body), 'latin1'), body]))
}

function digest(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}
