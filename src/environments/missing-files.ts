import type { Store } from '../ports/store.ts'
import { inParallel } from './in-parallel.ts'
import { versionPrefixOf } from './layout.ts'
import type { TableEntry } from './pointer.ts'

const requests = 8

/** Keys of the tables' files that the lake does not hold in their full size. One listing a version. */
export async function missingFiles(store: Store, tables: Iterable<TableEntry>): Promise<readonly string[]> {
  const missing = await inParallel([...tables], requests, (table) => missingOf(store, table))
  return missing.flat()
}

/** How many files the tables have. */
export function fileCount(tables: Iterable<TableEntry>): number {
  return [...tables].reduce((count, table) => count + table.files.length, 0)
}

async function missingOf(store: Store, table: TableEntry): Promise<readonly string[]> {
  const sizes = new Map<string, number>()
  // A version may have been built for a model of another name.
  const prefixes = new Set(table.files.map(({ key }) => versionPrefixOf(key)))
  for (const prefix of prefixes) {
    for await (const { key, bytes } of store.list(prefix)) sizes.set(key, bytes)
  }
  return table.files.filter(({ key, bytes }) => sizes.get(key) !== bytes).map(({ key }) => key)
}
