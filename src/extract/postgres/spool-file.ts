import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Outlet } from './outlet.ts'

/** A file that can be read as often as one likes, once `end` has resolved. Rejects with what the disk says. */
export async function spoolFile(path: string): Promise<Outlet> {
  const file = await open(path, 'wx', 0o600)
  let isOpen = true
  const shut = async () => {
    if (!isOpen) return
    isOpen = false
    await file.close()
  }
  return {
    path,
    keepsAll: true,
    async write(chunk) {
      if (!isOpen) return false
      await file.writeFile(chunk)
      return true
    },
    async end() {
      await shut()
      return true
    },
    fail() {
      shut().catch(() => undefined)
    },
    close() {
      shut().catch(() => undefined)
      rmSync(path, { force: true })
    },
  }
}
