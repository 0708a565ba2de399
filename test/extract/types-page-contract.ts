import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sqlLiteral } from '../../src/dialects/literal.ts'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Json } from '../../src/util/json.ts'
import type { Extraction } from '../support/extraction.ts'

/** What `docs/postgresql-types.md` says of each type that it spells as SQL. */
const documented = readFileSync('docs/postgresql-types.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [types = '', engine = '', parquet = ''] = line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, ''))
    const isTyped = /^(`[A-Z].*`|to be declared)$/.test(engine) && types.startsWith('`')
    const names = [...types.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    return isTyped ? names.map((type) => ({ type, engine: bare(engine), parquet: bare(parquet) })) : []
  })
  .map((entry, index) => ({ ...entry, table: `documented_${index}` }))

/** Tables of the types that the page names. */
export const documentedSetUp = documented.map(({ table, type }) => `create table ${table} (value ${type});`).join('\n')

/** The page's table, type by type, as the catalog and DuckDB's Parquet tell it. */
export function typesPageContract(extraction: () => Extraction): void {
  test('the page of types tells what each becomes, in DuckDB and in Parquet', async () => {
    const { extractor } = extraction()
    expect(documented.length).toBeGreaterThan(50)
    const engineTypes = await Promise.all(
      documented.map(({ table }) =>
        extractor.describe({ schema: 'public', identifier: table }).then(
          ({ columns }) => columns[0]?.type,
          () => undefined,
        ),
      ),
    )
    const parquet = await parquetTypes(engineTypes.filter((type) => type !== undefined))
    expect(
      documented.map(({ type }, index) => {
        const engine = engineTypes[index]
        return { type, engine: engine ?? 'to be declared', parquet: parquet.get(engine ?? '') ?? 'as declared' }
      }),
    ).toEqual(documented.map(({ type, engine, parquet: written }) => ({ type, engine, parquet: written })))
  })
}

/** `LIST of INT32 (INT_32)`, by DuckDB's type. */
async function parquetTypes(types: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-types-'))
  const engine = await openDuckDB({ path: ':memory:', spillFolder: join(folder, 'spill'), threads: 1 })
  try {
    const distinct = [...new Set(types)]
    const file = sqlLiteral(join(folder, 'types.parquet'))
    const columns = distinct.map((type, index) => `cast(null as ${type}) as c${index}`)
    await engine.execute(`copy (select ${columns.join(', ')}) to ${file} (format parquet)`)
    const { rows } = await engine.execute(
      `select name, type, converted_type, logical_type from parquet_schema(${file}) where name <> 'list' offset 1`,
    )
    const found = new Map<string, string>()
    let lists = ''
    let column = ''
    for (const [name, type, converted, logical] of rows) {
      if (name !== 'element') {
        column = String(name)
        lists = ''
      }
      if (converted === 'LIST') lists += 'LIST of '
      else found.set(distinct[Number(column.slice(1))] ?? '', `${lists}${type}${meaning(converted, logical)}`)
    }
    return found
  } finally {
    await engine[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
}

function meaning(converted: Json | undefined, logical: Json | undefined): string {
  const utc = converted === 'TIMESTAMP_MICROS' && String(logical).includes('isAdjustedToUTC=1') ? ', UTC' : ''
  const word = logical === 'UUIDType()' ? 'UUID' : converted
  return word === null ? '' : ` (${word}${utc})`
}

function bare(cell: string): string {
  return cell.trim().replace(/^`(.*)`$/, '$1')
}
