import type { Store } from '../ports/store.ts'
import { documentBytes, readDocument, type StoredDocument } from './document.ts'
import { historyKey, pointerKey } from './layout.ts'
import type { Pointer } from './pointer.ts'
import { countOf, dateOf, field, textOf, type Value } from './shape.ts'
import { tablesFromJson, tablesToJson } from './table-json.ts'

/**
 * What an environment shows now, with the etag that a later publishing must find again; undefined when nothing was ever
 * published to it. Throws `ProjectError` for a pointer that is damaged or of a newer format.
 */
export function readPointer(store: Store, environment: string): Promise<StoredDocument<Pointer> | undefined> {
  return readDocument(store, pointerKey(environment), pointerFromJson)
}

/** What an environment showed at an epoch that has passed, or undefined when that is not kept. */
export async function readHistory(store: Store, environment: string, epoch: number): Promise<Pointer | undefined> {
  return (await readDocument(store, historyKey(environment, epoch), pointerFromJson))?.content
}

/** A pointer as it is stored. */
export function pointerBytes({ epoch, run, publishedAt, tables }: Pointer): Uint8Array {
  return documentBytes({ epoch, run, publishedAt, tables: tablesToJson(tables) })
}

function pointerFromJson(document: Value): Pointer {
  return {
    epoch: countOf(field(document, 'epoch')),
    run: textOf(field(document, 'run')),
    publishedAt: dateOf(field(document, 'publishedAt')),
    tables: tablesFromJson(field(document, 'tables')),
  }
}
