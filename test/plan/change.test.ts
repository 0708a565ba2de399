import { expect, test } from 'vitest'
import type { TableEntry, VersionInputs } from '../../src/environments/pointer.ts'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import { type Change, type ChangeFacts, changeOf, columnChanges } from '../../src/plan/change.ts'

const id = nodeId('model', 'shop', 'revenue')
const parent = nodeId('model', 'shop', 'orders')
// Any text of the form is one.
const [one, two] = ['1'.repeat(64), '2'.repeat(64)] as [Fingerprint, Fingerprint]
const inputs: VersionInputs = { code: 'c', sql: 's', options: 'o', parents: 'p', engine: 'duckdb 1.5.5' }

const shown: TableEntry = {
  kind: 'parquet',
  name: 'revenue',
  nodeId: id,
  layer: 'gold',
  relation: { schema: 'gold', identifier: 'revenue' },
  fingerprint: one,
  columns: [],
  partitionBy: [],
  files: [],
  tests: [],
  builtBy: 'run',
  builtAt: new Date(0),
  inputs,
  seconds: 2,
}
const facts: ChangeFacts = {
  id,
  shown,
  movedFrom: undefined,
  forced: false,
  keepsVersions: true,
  inputs,
  asks: ["var('region')"],
  expected: one,
  exists: false,
  parents: [],
  sources: [],
  isVolatile: false,
  isSeed: false,
}
const { inputs: _, ...unexplained } = shown
const other = (action: Change['action']): Change => ({ id: parent, action, reasons: [{ type: 'never-built' }] })
const because = { type: 'upstream', parents: [parent] }

const changed = (changes: Partial<ChangeFacts>) => {
  const { action, reasons } = changeOf({ ...facts, ...changes })
  return [action, ...reasons]
}

test.each<[string, Partial<ChangeFacts>, readonly unknown[]]>([
  ['its own version is expected', {}, ['keep']],
  ['it was never built', { shown: undefined }, ['create', { type: 'never-built' }]],
  ['it was never built, and exists', { shown: undefined, exists: true }, ['show', { type: 'never-built' }]],
  [
    'it has another name',
    { shown: undefined, exists: true, movedFrom: 'gold.sum' },
    ['show', { type: 'moved', from: 'gold.sum' }],
  ],
  ['all is to be built', { forced: true }, ['rebuild', { type: 'forced' }]],
  ['no versions are kept', { keepsVersions: false }, ['rebuild', { type: 'no-versions' }]],
  ['its text changed', { inputs: { ...inputs, code: 'x', sql: 'x' }, expected: two }, ['rebuild', { type: 'code' }]],
  ['its text changed and its SQL did not', { inputs: { ...inputs, code: 'x' } }, ['keep']],
  [
    'its SQL changed and its text did not',
    { inputs: { ...inputs, sql: 'x' }, expected: two },
    ['rebuild', { type: 'rendered', names: ["var('region')"] }],
  ],
  [
    'configuration and engine changed',
    { inputs: { ...inputs, options: 'x', engine: 'duckdb 2' }, expected: two, exists: true },
    ['show', { type: 'config' }, { type: 'engine', from: 'duckdb 1.5.5', to: 'duckdb 2' }],
  ],
  ['what it reads is built', { parents: [other('create')], expected: undefined }, ['rebuild', because]],
  ['what it reads may change', { parents: [other('look')], expected: undefined }, ['follow', because]],
  [
    'what it reads may change, and its text did',
    { parents: [other('follow')], expected: undefined, inputs: { ...inputs, code: 'x', sql: 'x' } },
    ['rebuild', { type: 'code' }],
  ],
  [
    'its SQL is not known because of what it reads',
    { parents: [other('rebuild')], expected: undefined, inputs: undefined },
    ['rebuild', because],
  ],
  [
    'what it reads was published since',
    { inputs: { ...inputs, parents: 'x' }, expected: two },
    ['rebuild', { type: 'upstream', parents: [] }],
  ],
  ['nobody knows why', { shown: unexplained, expected: two }, ['rebuild', { type: 'changed' }]],
  ['it reads a source', { expected: undefined, sources: [parent] }, ['look', { type: 'source', sources: [parent] }]],
  ['it asks for the time', { expected: undefined, isVolatile: true }, ['look', { type: 'volatile' }]],
  ['the file of a seed is the same', { expected: undefined, isSeed: true }, ['keep']],
  [
    'the file of a seed changed',
    { expected: undefined, isSeed: true, inputs: { ...inputs, code: 'x' } },
    ['rebuild', { type: 'code' }],
  ],
  [
    'a seed was built before reasons',
    { shown: unexplained, expected: undefined, isSeed: true },
    ['look', { type: 'code' }],
  ],
])('where %s', (_case, changes, expected) => {
  expect(changed(changes)).toEqual(expected)
})

test('what was shown tells how long it took', () => {
  expect(changeOf({ ...facts, expected: two }).seconds).toBe(2)
})

test('columns that are new, other, gone, or only written otherwise', () => {
  const before = [
    { name: 'id', type: 'INTEGER' },
    { name: 'Price', type: 'DOUBLE' },
    { name: 'old', type: 'DATE' },
  ]
  const now = [
    { name: 'ID', type: 'INTEGER' },
    { name: 'price', type: 'DECIMAL(10,2)' },
    { name: 'day', type: 'DATE' },
  ]
  expect(columnChanges(before, now)).toEqual([
    { name: 'price', from: 'DOUBLE', to: 'DECIMAL(10,2)' },
    { name: 'day', from: undefined, to: 'DATE' },
    { name: 'old', from: 'DATE', to: undefined },
  ])
})
