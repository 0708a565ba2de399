import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import type { Store } from '../ports/store.ts'
import { stableKey, symlinkManifestKey } from './layout.ts'
import type { Pointer } from './pointer.ts'

/** An object that is made from a pointer. */
export type Derived =
  /** The bytes of a data file under a key that never changes. */
  { readonly type: 'copy'; readonly from: string } | { readonly type: 'text'; readonly text: string }

/** Every object that follows from a pointer, by its key: stable paths of one-file models, and symlink manifests. */
export function derivedObjects(store: Store, environment: string, pointer: Pointer): ReadonlyMap<string, Derived> {
  const objects = new Map<string, Derived>()
  for (const table of pointer.tables.values()) {
    if (table.kind === 'view' && table.files.length === 0) continue
    const [first, second] = table.files
    if (first !== undefined && second === undefined && table.partitionBy.length === 0) {
      objects.set(stableKey(environment, table), { type: 'copy', from: first.key })
    }
    const addresses = table.files.map(({ key }) => `${urlOf(store.address(key))}\n`)
    objects.set(symlinkManifestKey(environment, table), { type: 'text', text: addresses.join('') })
  }
  return objects
}

/** Tells apart what an object was made from. */
export function sourceOf(derived: Derived): string {
  return derived.type === 'copy' ? derived.from : createHash('sha256').update(derived.text).digest('hex')
}

/** Makes an object what it should be, whatever it was. */
export async function writeDerived(store: Store, key: string, derived: Derived): Promise<void> {
  if (derived.type === 'copy') return store.copy(derived.from, key)
  await store.put(key, Buffer.from(derived.text))
}

function urlOf(address: string): string {
  return /^[a-z0-9]+:\/\//.test(address) ? address : pathToFileURL(address).href
}
