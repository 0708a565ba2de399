import type { Store } from '../ports/store.ts'
import { documentBytes, readDocument } from './document.ts'
import { runKey } from './layout.ts'
import type { TableEntry } from './pointer.ts'
import { dateOf, field, items, textOf, type Value } from './shape.ts'
import { tablesFromJson, tablesToJson } from './table-json.ts'

/** What one run did to an environment, or wanted to do. Written once. */
export interface RunRecord {
  readonly run: string
  readonly environment: string
  readonly writtenAt: Date
  /** Versions that the run built or reused, and that passed their tests. */
  readonly tables: ReadonlyMap<string, TableEntry>
  /** Versions that failed a test, kept to be looked at and never current. */
  readonly failed: ReadonlyMap<string, TableEntry>
  /** Keys of tables that the run took away. */
  readonly removed: readonly string[]
}

/** Writes the record of a run. A run whose record is there already keeps the first. */
export async function writeRunRecord(store: Store, record: RunRecord): Promise<void> {
  const { run, environment, writtenAt, tables, failed, removed } = record
  const content = { run, environment, writtenAt, tables: tablesToJson(tables), failed: tablesToJson(failed), removed }
  await store.put(runKey(run), documentBytes(content), { absent: true })
}

/** The record of a run, or undefined when there is none. Throws `ProjectError` for one that is damaged. */
export async function readRunRecord(store: Store, run: string): Promise<RunRecord | undefined> {
  return (await readDocument(store, runKey(run), recordFromJson))?.content
}

function recordFromJson(document: Value): RunRecord {
  return {
    run: textOf(field(document, 'run')),
    environment: textOf(field(document, 'environment')),
    writtenAt: dateOf(field(document, 'writtenAt')),
    tables: tablesFromJson(field(document, 'tables')),
    failed: tablesFromJson(field(document, 'failed')),
    removed: items(field(document, 'removed')).map(textOf),
  }
}
