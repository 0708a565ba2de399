import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/sample/embedded-postgres.ts'
import { sampleFiles, tpchTables } from '../../src/sample/sample-files.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'

const rowCounts = {
  region: 5,
  nation: 25,
  supplier: 100,
  customer: 1500,
  part: 2000,
  partsupp: 8000,
  orders: 15_000,
  lineitem: 60_175,
}
const archive = /^tpch-0\.01-pglite-\d+\.\d+\.\d+-[0-9a-f]{12}\.tar$/

let folder: string

beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tpchmodel-sample-')), 'not', 'there', 'yet')
})

afterAll(() => {
  rmSync(join(folder, '..', '..', '..'), { recursive: true, force: true })
})

async function withSample(
  use: (extraction: Extraction, embedded: EmbeddedPostgres) => Promise<void>,
  onCreate?: () => void,
) {
  const embedded = await openEmbeddedPostgres({ scale: 0.01, folder, ...(onCreate !== undefined && { onCreate }) })
  try {
    const extraction = await startExtraction(embedded.connection)
    try {
      await use(extraction, embedded)
    } finally {
      await extraction[Symbol.asyncDispose]()
    }
  } finally {
    await embedded.close()
  }
}

test('several processes may make the sample at the same time; it is made whole, and what is useless is removed', async () => {
  mkdirSync(folder, { recursive: true })
  const abandoned = join(folder, 'tpch-0.01-abandoned.draft')
  writeFileSync(abandoned, 'half')
  utimesSync(abandoned, new Date(0), new Date(0))
  writeFileSync(join(folder, 'tpch-0.01-of-a-draft-that-is-written.draft'), 'half')
  writeFileSync(join(folder, 'tpch-0.01-pglite-0.0.1-000000000000.tar'), 'old')
  writeFileSync(join(folder, 'somebody else’s'), '')
  const moments: string[] = []
  let made = 0
  const read = (extraction: Extraction) => {
    moments.push(extraction.extractor.snapshot)
    return Promise.resolve()
  }
  await Promise.all([
    withSample(read, () => {
      made += 1
    }),
    withSample(read, () => {
      made += 1
    }),
  ])
  expect(made).toBe(2)
  expect(moments[0]).toBe(moments[1])
  const left = readdirSync(folder).filter((file) => !archive.test(file))
  expect(left.toSorted()).toEqual(['somebody else’s', 'tpch-0.01-of-a-draft-that-is-written.draft'])
  expect(readdirSync(folder)).toHaveLength(3)
}, 240_000)

test('the sample is not made again, and holds the rows of the package in PostgreSQL’s types', async () => {
  let made = 0
  const files = sampleFiles(0.01)
  await withSample(
    async (extraction, { name }) => {
      expect(name).toBe('embedded PostgreSQL (TPC-H 0.01)')
      const counts = await Promise.all(
        tpchTables.map((table) => extraction.read(table, 'select count(*)::integer from rows')),
      )
      expect(Object.fromEntries(tpchTables.map((table, index) => [table, counts[index]?.rows[0]?.[0]]))).toEqual(
        rowCounts,
      )
      expect(counts.map(({ delivered }) => delivered.rows)).toEqual(tpchTables.map((table) => rowCounts[table]))

      const money = 'sum(l_extendedprice * (1 - l_discount) * (1 + l_tax))::varchar, max(l_shipdate)::varchar'
      const read = await extraction.read('lineitem', `select ${money} from rows`)
      const { openDuckDB } = await import('../../src/engines/duckdb/duckdb-engine.ts')
      await using engine = await openDuckDB({ path: ':memory:', spillFolder: folder })
      expect(read.rows).toEqual((await engine.execute(`select ${money} from '${files.file('lineitem')}'`)).rows)

      const region = await extraction.read('region', 'select r_name from rows where r_regionkey = 2')
      expect(region.rows).toEqual([['ASIA'.padEnd(25)]])
      const { columns } = await extraction.extractor.describe({ schema: 'public', identifier: 'customer' })
      expect(columns.map(({ type, sourceType }) => `${sourceType} ${type}`)).toEqual([
        'bigint BIGINT',
        'character varying(25) VARCHAR',
        'character varying(40) VARCHAR',
        'integer INTEGER',
        'character(15) VARCHAR',
        'numeric(15,2) DECIMAL(15,2)',
        'character(10) VARCHAR',
        'character varying(117) VARCHAR',
      ])
    },
    () => {
      made += 1
    },
  )
  expect(made).toBe(0)
})

test('a scale that does not come with the package is refused with those that do', async () => {
  await expect(openEmbeddedPostgres({ scale: 1, folder })).rejects.toMatchObject({
    code: 'extract/connect-failed',
    message: "The sample has no rows of TPC-H's scale factor 1; it has those of 0.01.",
  })
})

test('a damaged sample is told with its folder', async () => {
  const file = readdirSync(folder).find((name) => archive.test(name))
  truncateSync(join(folder, file ?? ''), 1_000_000)
  await expect(openEmbeddedPostgres({ scale: 0.01, folder })).rejects.toMatchObject({
    code: 'extract/connect-failed',
    hint: 'Remove that folder. The sample is then made anew.',
  })
})
