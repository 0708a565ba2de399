import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { expect, onTestFinished, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { copyToParquet } from '../../src/plan/copy-to-parquet.ts'
import { parquetOptions } from '../../src/plan/parquet-options.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { arrangedFiles } from '../../src/run/arrange-files.ts'
import { type WrittenFile, writtenFiles } from '../../src/run/parquet-files.ts'

/** Rows of `p`, `id` in a folder of their own, as a model with this configuration has them. */
async function written(engine: Engine, config: Parameters<typeof parquetOptions>[0]): Promise<readonly WrittenFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-arrange-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const options = parquetOptions(config)
  const sql =
    "select case range % 3 when 0 then null when 1 then 'NULL' else 'a/b' end as p, range as id from range(60000)"
  const copy = copyToParquet(sql, join(folder, 'files'), options, engine.dialect)
  const columns = await engine.describe(sql)
  const files = writtenFiles(await engine.execute(copy.text))
  return arrangedFiles(files, { columns, options, engine, signal: new AbortController().signal })
}

async function idsOf({ path }: WrittenFile): Promise<readonly bigint[]> {
  const file = await asyncBufferFromFile(path)
  const { children } = parquetSchema(await parquetMetadataAsync(file))
  expect(children.map(({ element }) => element.name)).toEqual(['id'])
  return (await parquetReadObjects({ file, compressors })).map(({ id }) => BigInt(id))
}

test('files of partitions are in order and of a size, as another reader sees them', async () => {
  await using engine = await openDuckDB({ path: ':memory:', threads: 4, spillFolder: tmpdir() })
  const order = { partition_by: 'p', order_by: ['p', 'id desc'] }
  const files = await written(engine, { ...order, file_size_bytes: '10KB', row_group_size: 4096 })
  const values = [...new Set(files.map(({ partition }) => partition[0]?.value))]
  expect(values.toSorted()).toEqual(['NULL', 'a/b', null].toSorted())
  expect(files.length).toBeGreaterThan(5)
  for (const value of values) {
    const own = files.filter(({ partition }) => partition[0]?.value === value)
    const ids = (await Promise.all(own.map(idsOf))).flat()
    expect(ids).toHaveLength(20_000)
    expect(ids).toEqual(ids.toSorted((a, b) => Number(b - a)))
    expect(own.map(({ rows }) => rows).reduce((sum, rows) => sum + rows)).toBe(20_000)
  }
  expect(await written(engine, order)).toHaveLength(3)
})

test('folders of partitions read back as their values', async () => {
  await using engine = await openDuckDB({ path: ':memory:', spillFolder: tmpdir() })
  const files = await written(engine, { partition_by: 'p' })
  const folders = files.map(({ path }) => path.split('/').at(-2))
  expect(folders.toSorted()).toEqual(['p=%4EULL', 'p=__HIVE_DEFAULT_PARTITION__', 'p=a%2Fb'])
})
