import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { splitStatements } from '../../src/engines/duckdb/parse-statements.ts'
import { engineContract } from './contract.ts'

engineContract('DuckDB', (folder) =>
  openDuckDB({ path: ':memory:', spillFolder: join(folder, 'spill'), guard: { folders: [folder], files: [] } }),
)

test('the guard refuses files outside the allowed folders, settings, and extensions', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guard-'))
  const outside = await mkdtemp(join(tmpdir(), 'outside-'))
  await writeFile(join(outside, 'secret.csv'), 'a\n1\n')
  const engine = await openDuckDB({
    path: ':memory:',
    spillFolder: join(folder, 'spill'),
    guard: { folders: [folder], files: [] },
  })
  try {
    for (const sql of [
      `select * from read_csv('${outside}/secret.csv')`,
      `select * from '${outside}/secret.csv'`,
      `select * from read_text('${folder}/../${outside.split('/').at(-1)}/secret.csv')`,
      `copy (select 1) to '${outside}/x.parquet'`,
      `attach '${outside}/x.duckdb'`,
      `set memory_limit = '1GB'`,
      'install httpfs',
    ]) {
      await expect(engine.execute(sql), sql).rejects.toThrow()
    }
  } finally {
    await engine[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
    await rm(outside, { recursive: true })
  }
})

test('a PIVOT whose columns come from the rows is one query, and has columns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pivot-'))
  const engine = await openDuckDB({ path: ':memory:', spillFolder: join(folder, 'spill') })
  try {
    await engine.execute(`create table sales as select * from (values ('a', 1), ('b', 2)) as t(kind, amount)`)
    const sql = 'with s as (from sales) pivot s on kind using sum(amount)'
    expect(await engine.parse(sql)).toEqual([{ type: 'SELECT', start: 0 }])
    expect((await engine.describe(sql)).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(await engine.parse(`${sql}; drop table sales`)).toHaveLength(2)
    await expect(engine.describe('pivot sales on kynd using sum(amount)')).rejects.toMatchObject({ position: 15 })
  } finally {
    await engine[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
})

test('SQL that would end in its middle for DuckDB is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nul-'))
  const engine = await openDuckDB({ path: ':memory:', spillFolder: join(folder, 'spill') })
  const cut = 'select 1 as n\0, 2 as m'
  try {
    const refusal = { kind: 'Parser', position: 13 }
    await expect(engine.execute(cut)).rejects.toMatchObject(refusal)
    await expect(engine.parse(cut)).rejects.toMatchObject(refusal)
    await expect(engine.describe(cut)).rejects.toMatchObject(refusal)
    await expect(engine.stream(cut, async () => 1)).rejects.toMatchObject({ kind: 'Parser' })
  } finally {
    await engine[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
})

test('a semicolon in a text or comment separates nothing', () => {
  expect(splitStatements(`select ';' -- a;b\n; /* ; */ drop table "x;y";`)).toEqual([
    { text: `select ';' -- a;b\n`, start: 0 },
    { text: ' /* ; */ drop table "x;y"', start: 28 },
  ])
  expect(splitStatements(`select e'\\';', $a$';$a$; drop table x; -- '`).map(({ start }) => start)).toEqual([0, 25])
  expect(splitStatements(' -- nothing; at all')).toEqual([])
})
