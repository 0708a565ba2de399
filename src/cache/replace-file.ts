import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemReason } from '../util/system-reason.ts'

/** Writes a file that is there whole or not at all. Where the system refuses it, it stays as it was. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.tmp-${randomUUID()}`)
  try {
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(temporary, content)
      renameSync(temporary, path)
    } finally {
      rmSync(temporary, { force: true })
    }
  } catch (error) {
    if (systemReason(error) === undefined) throw error
  }
}
