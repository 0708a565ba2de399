import { hash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import type { Store } from '../ports/store.ts'
import { stableKey, symlinkManifestKey, viewsKey, viewsSqlKey } from './layout.ts'
import type { Pointer } from './pointer.ts'
import { distantViewsSql, viewsSql } from './views-sql.ts'

/** Makes a DuckDB file in which these statements were run. */
export type MakeViews = (statements: readonly string[]) => Promise<Uint8Array>

/** An object that is made from a pointer. */
export type Derived =
  /** The bytes of a data file under a key that never changes. */
  | { readonly type: 'copy'; readonly from: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'views'; readonly statements: readonly string[]; readonly make: MakeViews }

/**
 * Every object that follows from a pointer, by its key: stable paths of one-file models, symlink manifests, all views as
 * statements, and for those who can make it as a DuckDB file.
 */
export function derivedObjects(
  store: Store,
  environment: string,
  pointer: Pointer,
  makeViews?: MakeViews,
): ReadonlyMap<string, Derived> {
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
  const resolve = (key: string) => store.address(key)
  const statements = viewsSql(pointer, resolve)
  objects.set(viewsSqlKey(environment), { type: 'text', text: statements.map((sql) => `${sql};\n`).join('') })
  if (makeViews !== undefined) {
    const made = isUrl(store.url) ? distantViewsSql(pointer, resolve) : statements
    objects.set(viewsKey(environment), { type: 'views', statements: made, make: makeViews })
  }
  return objects
}

/** Tells apart what an object was made from. */
export function sourceOf(derived: Derived): string {
  if (derived.type === 'copy') return derived.from
  const text = derived.type === 'text' ? derived.text : derived.statements.join(';\n')
  return hash('sha256', text)
}

/** Makes an object what it should be, whatever it was. */
export async function writeDerived(store: Store, key: string, derived: Derived): Promise<void> {
  if (derived.type === 'copy') return store.copy(derived.from, key)
  await store.put(key, derived.type === 'text' ? Buffer.from(derived.text) : await derived.make(derived.statements))
}

function urlOf(address: string): string {
  return isUrl(address) ? address : pathToFileURL(address).href
}

function isUrl(address: string): boolean {
  return /^[a-z0-9]+:\/\//.test(address)
}
