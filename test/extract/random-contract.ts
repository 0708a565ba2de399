import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/util/json.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import type { Rows } from '../support/postgres-server.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import type { ContractServer } from './contract.ts'
import { type Random, type RandomType, randomFrom, randomTypeDefinitions, randomTypes } from './random-types.ts'

/** More tables, or others: `RANDOM_TABLES=500 RANDOM_SEED=7`. */
const count = Number(process.env['RANDOM_TABLES'] ?? 15)
const seed = Number(process.env['RANDOM_SEED'] ?? 1)

export interface RandomTable {
  readonly name: string
  readonly columns: readonly RandomType[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Tables with random columns of these types, whose rows are random too; a seed names them. */
export function randomTables(types: readonly RandomType[], from: Random): readonly RandomTable[] {
  return Array.from({ length: count }, (_, index) => randomTable(from, types, `random_${index}`))
}

/** Each value of random tables, told to the server again, is what the server holds: both written by the server. */
export function randomContract(
  name: string,
  start: () => Promise<ContractServer & { execute(sql: string): Promise<Rows> }>,
): void {
  describe(`random tables of ${name}`, () => {
    test(`${count} tables of all types come as the server itself writes them (seed ${seed})`, async () => {
      const random = randomFrom(randomNumbers(seed))
      const tables = randomTables(randomTypes, random)
      const server = await start()
      try {
        await server.execute([randomTypeDefinitions, ...tables.map(createSql)].join(';\n'))
        const told: string[] = []
        const extraction = await startExtraction(server.connection)
        try {
          for (const table of tables) told.push(await toldAgain(extraction, table, random.below(2) === 0))
        } finally {
          await extraction[Symbol.asyncDispose]()
        }
        for (const [index, table] of tables.entries()) {
          const got = await server.execute(told[index] ?? '')
          expect({ ...namesOf(table), rows: got }).toEqual({
            ...namesOf(table),
            rows: await server.execute(heldSql(table)),
          })
        }
      } finally {
        await server[Symbol.asyncDispose]()
      }
    }, 300_000)
  })
}

function randomTable(random: Random, types: readonly RandomType[], name: string): RandomTable {
  const columns = Array.from({ length: 1 + random.below(24) }, () => types[random.below(types.length)]).filter(
    (type) => type !== undefined,
  )
  const rows = random.many(40, () => columns.map(({ text }) => (random.below(8) === 0 ? null : text(random))))
  return { name, columns, rows }
}

/** Makes such a table and its rows. */
export function createSql({ name, columns, rows }: RandomTable): string {
  const shape = columns.map(({ type }, index) => `c${index} ${type}`)
  const values = rows.map(
    (row, id) => `(${id}, ${row.map((value, index) => `${literal(value)}::${columns[index]?.type}`).join(', ')})`,
  )
  const insert = values.length === 0 ? '' : `; insert into ${name} values ${values.join(', ')}`
  return `create table ${name} (id int, ${shape.join(', ')})${insert}`
}

/** What the server writes for the values that it holds. */
function heldSql({ name, columns }: RandomTable): string {
  return `select ${['id', ...columns.map((_, index) => written(`c${index}`, index))].join(', ')} from ${name} order by id`
}

/** A query that has the server write the values that DuckDB has. */
async function toldAgain(extraction: Extraction, { name, columns }: RandomTable, once: boolean): Promise<string> {
  const declared = new Map(
    columns.flatMap(({ declared: type }, index) => (type === undefined ? [] : [[`c${index}`, type] as const])),
  )
  const described = await extraction.extractor.describe({ schema: 'public', identifier: name }, declared)
  const types = described.columns.slice(1).map(({ type }) => type)
  const shown = types.map((type, index) => asJson(`c${index}`, type))
  const query = `select ${['id', ...shown].join(', ')} from rows order by id`
  const { rows } = await extraction.read(name, query, { declared, once })
  const names = ['id', ...columns.map((_, index) => `c${index}`)]
  const values = rows.map(
    ([id, ...row]) =>
      `(${id}, ${row.map((value, index) => written(`${literal(back(value, types[index] ?? ''))}::${columns[index]?.type}`)).join(', ')})`,
  )
  if (values.length === 0) return `select ${names.map((column) => `null as ${column}`).join(', ')} where false`
  return `select * from (values ${values.join(', ')}) as told (${names.join(', ')}) order by id`
}

/** By the type's own output, as COPY does it: a cast would cut the blanks of a char(n). */
function written(value: string, index?: number): string {
  const text = `case when (${value}) is not null or (${value})::text is not null then format('%s', ${value}) end`
  return index === undefined ? text : `${text} as c${index}`
}

function namesOf({ name, columns }: RandomTable) {
  return { name, types: columns.map(({ type }) => type) }
}

function literal(text: string | null): string {
  return text === null ? 'null' : `'${text.replaceAll("'", "''")}'`
}

const showing: ReadonlyMap<string, (value: string) => string> = new Map([
  ['BLOB', (value: string) => `'\\x' || lower(hex(${value}))`],
  // DuckDB writes the microseconds of a far moment with a zone wrong.
  [
    'TIMESTAMP WITH TIME ZONE',
    (value: string) =>
      `case when isfinite(${value}) then make_timestamp(epoch_us(${value}))::varchar || '+00' else ${value}::varchar end`,
  ],
])

/** DuckDB's expression that shows a value as JSON, each text in it in quotes. */
function asJson(column: string, type: string): string {
  const element = type.replaceAll('[]', '')
  const text = showing.get(element) ?? ((value: string) => `cast(${value} as varchar)`)
  const nested = (value: string, depth: number): string =>
    depth === 0 ? text(value) : `list_transform(${value}, lambda e${depth}: ${nested(`e${depth}`, depth - 1)})`
  const shown = nested(column, (type.length - element.length) / 2)
  return `case when ${column} is not null then to_json(${shown})::varchar end`
}

/** The text that PostgreSQL reads for what `asJson` showed. */
function back(shown: Json | undefined, type: string): string | null {
  if (shown === null || shown === undefined) return null
  const value: Json = JSON.parse(String(shown))
  return type.endsWith('[]') ? arrayText(value, type) : elementText(String(value), type)
}

function arrayText(value: Json, type: string): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return `{${value.map((element) => arrayText(element, type)).join(',')}}`
  return `"${elementText(String(value), type).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function elementText(text: string, type: string): string {
  return /^(DATE|TIMESTAMP)/.test(type) && text.includes(' (BC)') ? `${text.replace(' (BC)', '')} BC` : text
}
