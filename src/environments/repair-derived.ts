import type { PutCondition, Store } from '../ports/store.ts'
import { type Derived, derivedObjects, type MakeViews, sourceOf, writeDerived } from './derived.ts'
import { documentBytes, readSpareDocument, type StoredDocument } from './document.ts'
import { inParallel } from './in-parallel.ts'
import { derivedKey, isDerivedKey, viewsKey } from './layout.ts'
import type { Pointer } from './pointer.ts'
import { readPointer } from './read-pointer.ts'
import { booleanOf, countOf, field, fields, textOf, type Value } from './shape.ts'

const requests = 8

/** Two that repair at once start over when they notice; the limit only ends what would never end. */
const attempts = 20

/** Which derived objects were written, and from what. */
interface Account {
  readonly epoch: number
  /** False while objects are being written: then nobody knows what those without a source hold. */
  readonly complete: boolean
  /** Key → what the object was made from; an empty text where that is not known. */
  readonly objects: ReadonlyMap<string, string>
}

const nothing: Account = { epoch: 0, complete: false, objects: new Map() }

/**
 * Brings the objects that follow from an environment's pointer up to date: writes those that changed and removes those
 * that no longer belong. Reads two small objects when there is nothing to do. Safe to repeat after any failure: what it
 * is about to write is noted before, so that the next call knows what to look after. Returns the keys it wrote or
 * removed. Without `makeViews` the file of the views stays as it is.
 */
export async function repairDerived(
  store: Store,
  environment: string,
  makeViews?: MakeViews,
): Promise<readonly string[]> {
  // What this call wrote is no longer what the account of somebody else says.
  const touched = new Set<string>()
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const pointer = (await readPointer(store, environment))?.content
    if (pointer === undefined) return []
    const account = await readAccount(store, environment)
    const known = account?.content ?? nothing
    const work = workFor({ store, environment, pointer, account: known, touched, makeViews })
    const isEmpty = work.write.size + work.remove.length === 0
    if (touched.size === 0 && isEmpty && known.complete && known.epoch === pointer.epoch) return []
    for (const key of [...work.write.keys(), ...work.remove]) touched.add(key)
    if (await carryOut(store, { environment, work, etag: account?.etag })) return [...touched].sort()
  }
  throw new Error(`Internal error: ${attempts} others repaired "${environment}" at the same time.`)
}

interface Work {
  readonly write: ReadonlyMap<string, Derived>
  readonly remove: readonly string[]
  readonly before: Account
  readonly after: Account
}

function workFor(facts: {
  readonly store: Store
  readonly environment: string
  readonly pointer: Pointer
  readonly account: Account
  readonly touched: ReadonlySet<string>
  readonly makeViews: MakeViews | undefined
}): Work {
  const { store, environment, pointer, account, touched, makeViews } = facts
  const wanted = derivedObjects(store, environment, pointer, makeViews)
  const known = new Map([...account.objects, ...[...touched].map((key) => [key, ''] as const)])
  const write = new Map([...wanted].filter(([key, derived]) => known.get(key) !== sourceOf(derived)))
  const isLeft = (key: string) => makeViews === undefined && key === viewsKey(environment)
  const left = [...known].filter(([key]) => isLeft(key))
  const remove = [...known.keys()].filter((key) => !wanted.has(key) && !isLeft(key))
  const unknown = [...write.keys(), ...remove].map((key) => [key, ''] as const)
  return {
    write,
    remove,
    before: { epoch: pointer.epoch, complete: false, objects: new Map([...known, ...unknown]) },
    after: {
      epoch: pointer.epoch,
      complete: true,
      objects: new Map([...left, ...[...wanted].map(([key, derived]) => [key, sourceOf(derived)] as const)]),
    },
  }
}

/** False: somebody else repaired at the same time, so that what is written now is not known. */
async function carryOut(
  store: Store,
  task: { readonly environment: string; readonly work: Work; readonly etag: string | undefined },
): Promise<boolean> {
  const { environment, work } = task
  const key = derivedKey(environment)
  let condition: PutCondition = task.etag === undefined ? { absent: true } : { etag: task.etag }
  if (work.write.size + work.remove.length > 0) {
    const noted = await store.put(key, accountBytes(work.before), condition)
    if (noted === 'conflict') return false
    condition = { etag: noted.etag }
    await inParallel([...work.write], requests, ([object, derived]) => writeDerived(store, object, derived))
    await store.delete(work.remove)
  }
  return (await store.put(key, accountBytes(work.after), condition)) !== 'conflict'
}

function accountBytes({ epoch, complete, objects }: Account): Uint8Array {
  return documentBytes({ epoch, complete, objects: Object.fromEntries(objects) })
}

async function readAccount(
  store: Store,
  environment: string,
): Promise<StoredDocument<Account | undefined> | undefined> {
  return readSpareDocument(store, derivedKey(environment), (document) => accountFromJson(environment, document))
}

/** Keys that are none of an environment's derived objects are left out: nothing else is ever removed. */
function accountFromJson(environment: string, document: Value): Account {
  const objects = [...fields(field(document, 'objects'))]
  return {
    epoch: countOf(field(document, 'epoch')),
    complete: booleanOf(field(document, 'complete')),
    objects: new Map(
      objects.filter(([key]) => isDerivedKey(environment, key)).map(([key, source]) => [key, textOf(source)]),
    ),
  }
}
