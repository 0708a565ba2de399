import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { Store } from '../ports/store.ts'
import { otherBytes } from './diagnostics.ts'
import { inParallel } from './in-parallel.ts'
import { dataKey, type PartitionValue, type TablePlace } from './layout.ts'
import type { DataFile } from './pointer.ts'

/** Transfers at the same time. */
const transfers = 8

/** A Parquet file on this machine that is complete, verified, and will not be written to again. */
export interface FinishedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
  /** For a file of a partition: the partition columns and their values, outermost first. */
  readonly partition?: readonly PartitionValue[]
}

/** A built model, not yet in the lake. */
export interface FinishedVersion extends TablePlace {
  readonly fingerprint: Fingerprint
  readonly files: readonly FinishedFile[]
}

/**
 * Puts the files of a version into the lake, where no reader sees them until they are published, and returns them as a
 * pointer names them, in the order given. A file that is there already with the same bytes is left; one with other
 * bytes throws `ProjectError` with `store/corrupt`. Safe to repeat after any failure.
 */
export function writeVersion(store: Store, version: FinishedVersion): Promise<readonly DataFile[]> {
  const files = numbered(version.files)
  return inParallel(files, transfers, async ({ part, ...file }) => {
    const { path, bytes, sha256, rows, partition } = file
    const named = { part, sha256, ...(partition !== undefined && { partition }) }
    const key = dataKey(version, version.fingerprint, named)
    if ((await store.putFile(key, path, sha256)) === 'conflict') await assertSame(store, key, { bytes, sha256 })
    return { key, bytes, sha256, rows, ...(partition !== undefined && { partition }) }
  })
}

/** Numbers the files from 0 within each partition. */
function numbered(files: readonly FinishedFile[]): readonly (FinishedFile & { readonly part: number })[] {
  const counts = new Map<string, number>()
  return files.map((file) => {
    const partition = JSON.stringify((file.partition ?? []).map(({ column, value }) => [column, value]))
    const part = counts.get(partition) ?? 0
    counts.set(partition, part + 1)
    return { ...file, part }
  })
}

async function assertSame(
  store: Store,
  key: string,
  expected: { readonly bytes: number; readonly sha256: string },
): Promise<void> {
  const found = await store.head(key)
  if (found === undefined) throw new Error(`Internal error: the store has and has not "${key}".`)
  if (found.bytes === expected.bytes && found.etag === expected.sha256) return
  throw new ProjectError([otherBytes(store.address(key), { expected, found })])
}
