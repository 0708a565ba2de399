import type { Store } from '../ports/store.ts'
import { inParallel } from './in-parallel.ts'
import type { DataFile } from './pointer.ts'

/** Transfers at the same time. */
const transfers = 8

/** Where files of versions are on this machine, by key; those that are far away are fetched. Throws `StoreError`. */
export async function localPaths(store: Store, files: readonly DataFile[]): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await inParallel(
      files,
      transfers,
      async ({ key, bytes, sha256 }) => [key, await store.localFile(key, { bytes, sha256 })] as const,
    ),
  )
}
