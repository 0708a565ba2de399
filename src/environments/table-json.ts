import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { keyProblem } from '../ports/store-key.ts'
import { isDataKey, type PartitionValue } from './layout.ts'
import { type DataFile, sortedByKey, type TableEntry, tableKey } from './pointer.ts'
import {
  countOf,
  dateOf,
  field,
  fields,
  items,
  matching,
  oneOf,
  ShapeError,
  textOf,
  typeOf,
  type Value,
} from './shape.ts'

/** Tables by their keys, as JSON can hold them. */
export function tablesToJson(tables: ReadonlyMap<string, TableEntry>): object {
  // `fromEntries` defines fields and never assigns them, so that a name such as `__proto__` is a name.
  return Object.fromEntries(tables)
}

/** The inverse of `tablesToJson`. Throws `ShapeError`. Fields it does not know are left out. */
export function tablesFromJson(value: Value): ReadonlyMap<string, TableEntry> {
  const tables = [...fields(value)].map(([key, entry]) => [key, tableFromJson(key, entry)] as const)
  return sortedByKey(new Map(tables))
}

function tableFromJson(key: string, entry: Value): TableEntry {
  const relation = field(entry, 'relation')
  const base = {
    name: textOf(field(entry, 'name')),
    // The type of an id says only where it comes from; it came from a node when the entry was written.
    nodeId: textOf(field(entry, 'nodeId')) as NodeId,
    layer: textOf(field(entry, 'layer')),
    relation: { schema: textOf(field(relation, 'schema')), identifier: textOf(field(relation, 'identifier')) },
    fingerprint: fingerprintOf(field(entry, 'fingerprint')),
    columns: items(field(entry, 'columns')).map((column) => ({
      name: textOf(field(column, 'name')),
      type: typeOf(field(column, 'type')),
    })),
    partitionBy: items(field(entry, 'partitionBy')).map(textOf),
    files: items(field(entry, 'files')).map(fileFromJson),
    tests: items(field(entry, 'tests')).map((test) => ({
      name: textOf(field(test, 'name')),
      status: oneOf(field(test, 'status'), ['pass', 'warn', 'fail']),
      failures: countOf(field(test, 'failures')),
    })),
    builtBy: textOf(field(entry, 'builtBy')),
    builtAt: dateOf(field(entry, 'builtAt')),
    ...inputsFromJson(field(entry, 'inputs')),
    ...secondsFromJson(field(entry, 'seconds')),
  }
  if (tableKey(base.relation) !== key) throw new ShapeError(`${entry.at} names another relation than its key`)
  if (oneOf(field(entry, 'kind'), ['parquet', 'view']) === 'view') {
    return {
      kind: 'view',
      ...base,
      sql: textOf(field(entry, 'sql')),
      parents: items(field(entry, 'parents')).map(textOf),
    }
  }
  return { kind: 'parquet', ...base }
}

function inputsFromJson(value: Value): Pick<TableEntry, 'inputs'> {
  if (value.value === undefined) return {}
  const text = (name: string) => textOf(field(value, name))
  return {
    inputs: {
      code: text('code'),
      sql: text('sql'),
      options: text('options'),
      parents: text('parents'),
      engine: text('engine'),
    },
  }
}

function secondsFromJson({ value }: Value): Pick<TableEntry, 'seconds'> {
  return typeof value === 'number' ? { seconds: value } : {}
}

function fileFromJson(value: Value): DataFile {
  const partition = field(value, 'partition')
  return {
    key: dataKeyOf(field(value, 'key')),
    bytes: countOf(field(value, 'bytes')),
    sha256: matching(field(value, 'sha256'), /^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal digits'),
    rows: countOf(field(value, 'rows')),
    ...(partition.value !== undefined && { partition: items(partition).map(partitionFromJson) }),
  }
}

/** A key from a file that somebody may have edited must not lead out of the lake, nor to what is no data in it. */
function dataKeyOf(value: Value): string {
  const key = textOf(value)
  if (isDataKey(key) && keyProblem(key) === undefined) return key
  throw new ShapeError(`${value.at} is not a key of a data file`)
}

function partitionFromJson(value: Value): PartitionValue {
  const inner = field(value, 'value')
  return { column: textOf(field(value, 'column')), value: inner.value === null ? null : textOf(inner) }
}

function fingerprintOf(value: Value): Fingerprint {
  // The pattern is all that the type promises.
  return matching(value, /^[0-9a-f]{64}$/, 'a fingerprint of 64 hexadecimal digits') as Fingerprint
}
