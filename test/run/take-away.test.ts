import { expect, test } from 'vitest'
import { type Pointer, type TableEntry, tablesByKey } from '../../src/environments/pointer.ts'
import type { RunInput } from '../../src/run/run-input.ts'
import { takenAway } from '../../src/run/take-away.ts'
import { built, testLake, view } from '../environments/lake.ts'
import { manifestOf } from '../support/manifest.ts'

const lake = testLake()

async function taken(
  tables: readonly TableEntry[],
  leftOvers: RunInput['leftOvers'],
  run: { readonly set?: readonly TableEntry[]; readonly gone?: readonly string[] } = {},
) {
  const said: string[] = []
  const base: Pointer = { epoch: 1, run: 'run-1', publishedAt: lake().clock.now(), tables: tablesByKey(tables) }
  const input = {
    leftOvers,
    // Nothing else of the world is looked at.
    world: { manifest: manifestOf('model gold/kept layer=gold') } as RunInput['world'],
    clock: lake().clock,
    report: (event: Parameters<RunInput['report']>[0]) => said.push(event.type === 'message' ? event.text : event.type),
  }
  return { keys: takenAway(input, base, { set: [], gone: [], ...run }), said }
}

const old = () => built(lake(), { name: 'old', content: 'one' })

test('what the project has no model for goes where that is asked, and is told otherwise', async () => {
  const table = await old()
  expect(await taken([table], 'removed')).toEqual({
    keys: ['gold.old'],
    said: ['gold.old is taken away: the project has no model for it.'],
  })
  expect(await taken([table], 'told')).toEqual({
    keys: [],
    said: ['The project has no model any more for gold.old, which readers still see: --prune takes it away.'],
  })
  expect(await taken([table], 'kept')).toEqual({ keys: [], said: [] })
  expect(await taken([table], 'removed', { gone: ['gold.old'] })).toEqual({ keys: [], said: [] })
})

test('a view and what it reads go together; what a view reads that stays does not go', async () => {
  const table = await old()
  const gone = view('gone', [table])
  expect((await taken([table, gone], 'removed')).keys).toEqual(['gold.old', 'interface.gone'])

  const [kept] = manifestOf('model gold/kept layer=gold').nodes.keys()
  const stays: TableEntry = { ...view('kept', [table]), ...(kept && { nodeId: kept }) }
  expect(await taken([table, stays], 'removed')).toEqual({
    keys: [],
    said: ['gold.old stays, although the project has no model for it, because the view interface.kept reads it.'],
  })
  const elsewhere = { ...stays, parents: [] }
  expect((await taken([table, stays], 'removed', { set: [elsewhere] })).keys).toEqual(['gold.old'])
})
