import { join } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { type Store, StoreError } from '../ports/store.ts'
import type { S3Lake, Target } from '../project/profile.ts'
import { lakeFilesFolder, probesFile } from './work-folder.ts'

/** Bytes of a lake on S3 that are kept on this machine. */
const cacheSize = 10_000_000_000

/** What a command lends its store. */
export interface StorePlace {
  /** The project's folder. */
  readonly root: string
  /** Where the store hands out files of a lake that is far away. */
  readonly workFolder: string
  readonly signal?: AbortSignal
}

/**
 * Opens the target's lake; undefined for a target that has none. Without a place, files of a lake on S3 cannot be read.
 * Throws `ProjectError`.
 */
export async function openStore({ lake, environment }: Target, place?: StorePlace): Promise<Store | undefined> {
  if (lake === undefined) return undefined
  try {
    return lake.type === 's3' ? await openBucket(lake, environment, place) : await openFolder(lake.path)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new ProjectError([
      { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) },
    ])
  }
}

async function openFolder(path: string): Promise<Store> {
  const { openLocalStore } = await import('../stores/local/local-store.ts')
  return openLocalStore(path)
}

async function openBucket(lake: S3Lake, environment: string, place: StorePlace | undefined): Promise<Store> {
  const { openS3Store } = await import('../stores/s3/s3-store.ts')
  const notes = place && join(place.root, probesFile)
  return openS3Store({
    ...lake,
    ...(lake.publish === 'safe' && { probe: { key: `environments/${environment}/probe.json`, notes } }),
    ...(place !== undefined && {
      workFolder: place.workFolder,
      cache: { folder: join(place.root, lakeFilesFolder), size: lake.cacheSize ?? cacheSize },
      ...(place.signal !== undefined && { signal: place.signal }),
    }),
  })
}
