import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../../src/extract/postgres/server.ts'
import { ExtractError } from '../../src/ports/extractor.ts'
import { scannedRows } from '../../src/run/scanned-rows.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import { nastyTexts } from './nasty-texts.ts'
import { newestContract, newestSetUp } from './newest-contract.ts'
import { newerTypeCases, type TypeCase, typeCases, typeDefinitions } from './type-cases.ts'
import { documentedSetUp, typesPageContract } from './types-page-contract.ts'

export interface ContractServer extends AsyncDisposable {
  readonly connection: Server
  execute(sql: string): Promise<unknown>
}

const texts = nastyTexts(3000)
const cases = [...typeCases, ...newerTypeCases]
/** 63 bytes, of characters that take one, two and four. */
const longName = `${'x'.repeat(53)}ééé🦆`
const eight = Array.from({ length: 8 }, (_, index) => `eight_${index}`)

/** What every server that speaks PostgreSQL's protocol must give. */
export function extractorContract(
  name: string,
  start: () => Promise<ContractServer>,
  { version }: { readonly version: number },
): void {
  const ofThisVersion = version >= 15 ? cases : typeCases

  describe(`reading ${name}`, () => {
    let server: ContractServer
    let extraction: Extraction

    beforeAll(async () => {
      server = await start()
      await server.execute(setUp(ofThisVersion))
      extraction = await startExtraction(server.connection)
    })

    afterAll(async () => {
      const { leftOver } = extraction
      const left = leftOver().filter((file) => file !== 'spill')
      await extraction[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      expect(left).toEqual([])
    })

    test.each(ofThisVersion.map((entry, index) => ({ ...entry, table: `types_${index}` })))(
      '$type is read as $engineType, value by value',
      async ({ table, type, engineType, values }) => {
        const { columns } = await extraction.extractor.describe({ schema: 'public', identifier: table })
        expect(columns[1]?.type).toBe(engineType)
        expect(columns[1]?.sourceType.replaceAll('"', '')).toContain(
          type
            .replace(/[([].*/, '')
            .replace(/^(varchar|char)$/, 'character')
            .replace(/^timestamp$/, 'timestamp without')
            .replace(/^time$/, 'time without')
            .replaceAll('"', '')
            .split(' ')[0],
        )

        const expected = [
          ...values.map(([, duckdb], id) => `(${id}, cast(${duckdb} as ${engineType}))`),
          `(${values.length}, null)`,
        ]
        const { rows, delivered } = await extraction.read(
          table,
          `select id, typeof(got.value), got.value is not distinct from want.value, cast(got.value as varchar)
           from rows as got join (values ${expected.join(', ')}) as want (id, value) using (id) order by id`,
        )
        expect(rows.map(([id, found, isSame, text]) => [id, found, isSame, isSame === true ? '' : text])).toEqual(
          expected.map((_, id) => [id, engineType, true, '']),
        )
        expect(delivered).toEqual({ rows: expected.length, stoppedEarly: false })
      },
    )

    test.each([
      { once: true, way: 'a pipe' },
      { once: false, way: 'a file' },
    ])('texts with every kind of awkward character survive the way through $way', async ({ once }) => {
      // As digits, because the driver of DuckDB drops U+FEFF at the start of a text.
      const query = 'select id, lower(hex(encode(one))), lower(hex(encode(two))) from rows order by id'
      const { rows } = await extraction.read('nasty', query, { once })
      expect(rows).toEqual(texts.map(([one, two], id) => [id, hex(one), hex(two)]))
    })

    test('a lone column of texts keeps its empty ones and its NULLs', async () => {
      const { rows } = await extraction.read(
        'nasty',
        'select lower(hex(encode(two))), count(*) from rows group by two',
        {
          columns: ['two'],
        },
      )
      const expected = new Map<string | null, number>()
      for (const [, two] of texts) expected.set(hex(two), (expected.get(hex(two)) ?? 0) + 1)
      const count = new Map(rows.map(([two, times]) => [two, Number(times)]))
      expect(count).toEqual(expected)
    })

    test('a byte order mark at the start of the first text is part of it', async () => {
      const { rows } = await extraction.read('marked', 'select length(one), length(two) from rows')
      expect(rows).toEqual([[2, 1]])
    })

    test('rows can be counted without any column', async () => {
      const { rows } = await extraction.read('nasty', 'select count(*)::integer from rows', { columns: [] })
      expect(rows).toEqual([[texts.length]])
    })

    test('a text of 20 MB arrives whole, between short ones', async () => {
      const { rows } = await extraction.read('long', 'select id, md5(value) from rows order by id')
      const md5 = (text: string) => createHash('md5').update(text).digest('hex')
      expect(rows).toEqual([
        [1, md5('short')],
        [2, md5('wörd\t\n'.repeat(2_000_000))],
        [3, md5('')],
      ])
    })

    test('a row longer than DuckDB is given memory for is refused with its table', async () => {
      const failure = await failureOf(extraction, 'too_long', 'select max(value) from rows')
      expect(failure).toMatchObject({ code: 'extract/failed' })
      expect(failure.message).toBe(
        'A row of "public"."too_long" is longer than 32.0 MB, which is more than DuckDB is given for one row.',
      )
    }, 60_000)

    test('only the needed columns are read', async () => {
      const { rows } = await extraction.read('explosive', 'select max(id) from rows', { columns: ['id'] })
      expect(rows).toEqual([[3]])
      const failure = await failureOf(extraction, 'explosive', 'select max(boom) from rows')
      expect(failure.message).toMatch(/^Reading "public"."explosive" failed.*: .*division by zero\.$/)
    })

    test('columns come in the order in which they are asked for', async () => {
      const { rows } = await extraction.read('nasty', 'select columns(*) from rows where id = 0', {
        columns: ['two', 'id'],
      })
      expect(rows).toEqual([[texts[0]?.[1] ?? null, 0]])
    })

    test('names in mixed case, with quotes, blanks and other alphabets are kept', async () => {
      const table = await extraction.extractor.describe({ schema: 'public', identifier: 'Mixed "Case' })
      expect(table.columns.map(({ name: column }) => column)).toEqual([
        'UPPER',
        'with blank',
        'qu"ote',
        "apo'strophe",
        'größe 北',
        'filler',
      ])
      const { rows } = await extraction.read('Mixed "Case', 'select * from rows')
      expect(rows).toEqual([[1, 2, 3, 4, 5, 6]])
      expect((await extraction.read('Mixed "Case', 'select filler from rows', { columns: ['filler'] })).rows).toEqual([
        [6],
      ])
    })

    test('a table without columns has rows', async () => {
      const { rows, delivered } = await extraction.read('nothing_but_rows', 'select count(*)::integer from rows')
      expect([rows, delivered.rows]).toEqual([[[3]], 3])
    })

    test('names may be as long as PostgreSQL keeps them', async () => {
      expect((await extraction.read(longName, `select "${longName}" from rows`)).rows).toEqual([[1]])
    })

    test.each([...['a_view', 'a_materialized_view', 'a_partitioned_table'], 'a_table_with_heirs', 'an_identity'])(
      '%s is read like a table',
      async (table) => {
        const { rows, delivered } = await extraction.read(table, 'select sum(id)::integer, count(*)::integer from rows')
        expect(rows).toEqual([[6, 3]])
        expect(delivered.rows).toBe(3)
      },
    )

    test('dropped columns are not seen, generated ones are', async () => {
      const { rows } = await extraction.read('altered', 'select * from rows order by id')
      expect(rows).toEqual([
        [1, 2, 'later'],
        [2, 4, 'later'],
      ])
    })

    test('an empty table gives its columns and no row', async () => {
      const { rows, delivered } = await extraction.read('empty', 'select count(*)::integer, max(id) from rows')
      expect(rows).toEqual([[0, null]])
      expect(delivered).toEqual({ rows: 0, stoppedEarly: false })
    })

    test.each([
      { identifier: 'nastie', schema: 'public', hint: 'Did you mean "nasty"?' },
      { identifier: 'elsewhere_only', schema: 'public', hint: 'There is one in the schema "elsewhere".' },
      { identifier: 'unheard_of', schema: 'elsewere', hint: 'Did you mean the schema "elsewhere"?' },
      { identifier: 'quite_unheard_of', schema: 'public', hint: undefined },
    ])('the missing table $schema.$identifier is named, with the nearest one', async (origin) => {
      const failure = await rejection(extraction.extractor.describe(origin))
      expect(failure).toMatchObject({ code: 'extract/missing-table', hint: origin.hint })
      expect(failure.message).toContain(`No table or view "${origin.schema}"."${origin.identifier}" is visible to`)
    })

    test.each([
      {
        column: 'endless',
        sourceType: 'numeric',
        declared: 'numeric(20,4)',
        becomes: 'DECIMAL(20,4)',
        value: '12345678901234.5678',
      },
      {
        column: 'endless',
        sourceType: 'numeric',
        declared: 'varchar',
        becomes: 'VARCHAR',
        value: '12345678901234.5678',
      },
      { column: 'huge', sourceType: 'numeric(60,10)', declared: 'double precision', becomes: 'DOUBLE', value: 1e40 },
      { column: 'cash', sourceType: 'money', declared: 'Decimal(12, 2)', becomes: 'DECIMAL(12,2)', value: '1234.50' },
      {
        column: 'endless_list',
        sourceType: 'numeric[]',
        declared: 'numeric(6,2)[]',
        becomes: 'DECIMAL(6,2)[]',
        value: ['1.50'],
      },
    ])(
      '$sourceType needs a declared type, such as $declared',
      async ({ column, sourceType, declared, becomes, value }) => {
        const table = `declared_${column}`
        const undeclared = await rejection(extraction.extractor.describe({ schema: 'public', identifier: table }))
        expect(undeclared.code).toBe('extract/unsupported-type')
        expect(undeclared.message).toBe(
          `The column "${column}" of "public"."${table}" is "${sourceType}" and has no fixed size that DuckDB can keep.`,
        )
        expect(undeclared.hint).toContain(`"data_type: numeric(38,10)${/\[\]$/.exec(sourceType)?.[0] ?? ''}"`)

        const types = new Map([[column.toUpperCase(), declared]])
        const described = await extraction.extractor.describe({ schema: 'public', identifier: table }, types)
        expect(described.columns).toEqual([{ name: column, type: becomes, sourceType }])
        expect((await extraction.read(table, 'select * from rows', { declared: types })).rows).toEqual([[value]])
      },
    )

    test.each(['numeric', 'nonsense', 'DECIMAL(50,2)', 'varchar); drop table x'])(
      'a declaration "%s" does not do',
      async (declared) => {
        const failure = await rejection(
          extraction.extractor.describe(
            { schema: 'public', identifier: 'declared_endless' },
            new Map([['endless', declared]]),
          ),
        )
        expect(failure.message).toContain(`is declared as "${declared}", which names no type of a fixed size.`)
      },
    )

    test('a value that does not fit stops the query; it does not become NULL', async () => {
      const declared = new Map([['endless', 'numeric(4,2)']])
      await expect(extraction.read('declared_endless', 'select * from rows', { declared })).rejects.toThrow(
        /Could not convert string "12345678901234.5678" to 'DECIMAL/,
      )
      await expect(extraction.read('not_a_number', 'select * from rows')).rejects.toThrow(
        /Could not convert string "NaN" to 'DECIMAL/,
      )
      await expect(extraction.read('not_numbers', 'select * from rows')).rejects.toThrow(
        'A value of the column "value" cannot be read: it holds NaN or Infinity, and is DECIMAL(5,2)[].',
      )
      await expect(extraction.read('half_a_pair', 'select * from rows')).rejects.toThrow(
        'A value of the column "value" cannot be read: DuckDB does not take it for JSON.',
      )
      for (const table of ['late_timestamp', 'late_moment'])
        await expect(extraction.read(table, 'select * from rows')).rejects.toThrow(
          /Could not convert string "294276-12-31 23:59:59" to 'TIMESTAMP'/,
        )
      for (const table of ['late_timestamps', 'late_moments'])
        await expect(extraction.read(table, 'select * from rows')).rejects.toThrow(
          /timestamp field value out of range: "294276-12-31 23:59:59"/,
        )
    })

    test.each(['square_numbers', 'square_texts', 'mixed_numbers'])(
      'arrays of other dimensions than the list has stop the query: %s',
      async (table) => {
        await expect(extraction.read(table, 'select value from rows')).rejects.toThrow(
          /^A value of the column "value" cannot be read: it is an array of another number of dimensions than (INTEGER|VARCHAR)(\[\])+ has\./,
        )
      },
    )

    test.each([
      {
        table: 'square_numbers',
        declared: 'integer[][]',
        becomes: 'INTEGER[][]',
        rows: [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      },
      { table: 'mixed_numbers', declared: 'text', becomes: 'VARCHAR', rows: [['{1}'], ['{{1,2}}']] },
      { table: 'not_a_number', declared: 'double', becomes: 'DOUBLE', rows: [['NaN']] },
      { table: 'not_a_number', declared: 'varchar', becomes: 'VARCHAR', rows: [['NaN']] },
      { table: 'late_moment', declared: 'varchar', becomes: 'VARCHAR', rows: [['294276-12-31 23:59:59+00']] },
      { table: 'late_moments', declared: 'string', becomes: 'VARCHAR', rows: [['{"294276-12-31 23:59:59+00"}']] },
      { table: 'bytes', declared: 'text', becomes: 'VARCHAR', rows: [['\\x5c00']] },
      { table: 'not_a_number', declared: 'bigint', becomes: 'DECIMAL(5,2)', rows: undefined },
    ])('$table may be declared $declared, and is $becomes', async ({ table, declared, becomes, rows }) => {
      const types = new Map([['value', declared]])
      const described = await extraction.extractor.describe({ schema: 'public', identifier: table }, types)
      expect(described.columns.map(({ type }) => type)).toEqual([becomes])
      if (rows === undefined) return
      expect((await extraction.read(table, 'select value from rows', { declared: types })).rows).toEqual(rows)
    })

    test('two columns that differ in case only are refused by name', async () => {
      const failure = await rejection(extraction.extractor.describe({ schema: 'public', identifier: 'ambiguous' }))
      expect(failure.message).toBe(
        'The columns "id" and "ID" of "public"."ambiguous" differ in upper and lower case only, which DuckDB does not tell apart.',
      )
    })

    newestContract(() => extraction.extractor)

    typesPageContract(() => extraction)

    test('a file can be read as often as a query likes', async () => {
      const { rows } = await extraction.read(
        'eight_0',
        'select count(*)::integer from rows one join rows two using (id)',
        { once: false },
      )
      expect(rows).toEqual([[20_000]])
    })

    test('eight tables stream at the same time, to more queries than the thread pool has threads', async () => {
      const results = await Promise.all(
        eight.map((table) =>
          extraction.read(table, 'select count(*)::integer, sum(id)::bigint, max(length(text)) from rows'),
        ),
      )
      expect(results.map(({ rows }) => rows)).toEqual(eight.map(() => [[20_000, 200010000, 100]]))
      expect(results.map(({ delivered }) => delivered)).toEqual(
        eight.map(() => ({ rows: 20_000, stoppedEarly: false })),
      )
    })

    test('one query joins three streams', async () => {
      const streams = await Promise.all(eight.slice(0, 3).map((table) => extraction.open(table)))
      const [one, two, three] = streams.map(({ readSql }) => readSql)
      const { rows } = await extraction.engine.execute(
        `select count(*)::integer from ${one} join ${two} using (id) join ${three} using (id)`,
      )
      expect(rows).toEqual([[20_000]])
      await Promise.all(streams.map((stream) => stream.close()))
      for (const stream of streams) expect(await stream.delivered).toEqual({ rows: 20_000, stoppedEarly: false })
    })

    test('a stream tells the rows that have come so far, to the last', async () => {
      let rows = () => 0
      const stream = await extraction.open('eight_0', { watch: (tell) => (rows = tell) })
      await extraction.engine.execute(`select count(*) from ${stream.readSql}`)
      const { rows: sent } = await stream.delivered
      expect(rows()).toBe(sent)
      await stream.close()
    })

    test('planning a query does not touch its stream', async () => {
      const stream = await extraction.open('eight_0')
      const sql = `select id, count(*) from ${stream.readSql} group by id`
      expect(await extraction.engine.describe(sql)).toEqual([
        { name: 'id', type: 'INTEGER' },
        { name: 'count_star()', type: 'BIGINT' },
      ])
      await extraction.engine.execute(`explain ${sql}`)
      expect((await extraction.engine.execute(sql)).rows).toHaveLength(20_000)
      await stream.close()
      expect(await stream.delivered).toEqual({ rows: 20_000, stoppedEarly: false })
    })

    test('the profile of a query tells how many rows it read of each stream', async () => {
      const [one, two] = await Promise.all([extraction.open('eight_0'), extraction.open('eight_1')])
      const query = `select one.id, count(*) from ${one.readSql} as one join ${two.readSql} as two using (id) where one.id > 19000 group by 1`
      const { rows } = await extraction.engine.execute(`explain (analyze, format json) ${query}`)
      const { scans } = scannedRows(String(rows[0]?.[1]))
      for (const { readSql } of [one, two]) {
        expect(scans.filter(({ file }) => readSql.includes(file)).map((scan) => scan.rows)).toEqual([20_000])
      }
      await Promise.all([one.close(), two.close()])
    })

    test('a LIMIT stops the transfer', async () => {
      const { rows, delivered } = await extraction.read('big', 'select id from rows limit 5')
      expect(rows).toHaveLength(5)
      expect(delivered.stoppedEarly || delivered.rows === 300_000).toBe(true)
    })

    test('a stream that nobody reads can be closed, also twice', async () => {
      const stream = await extraction.open('big')
      await stream.close()
      await stream.close()
      await expect(stream.delivered).resolves.toBeDefined()
      expect((await extraction.read('eight_0', 'select count(*)::integer from rows')).rows).toEqual([[20_000]])
    })

    test('a table that fails in the middle never looks complete, and others can still be read', async () => {
      const failure = await failureOf(extraction, 'breaks_late', 'select count(*) from rows')
      expect(failure.code).toBe('extract/failed')
      expect(failure.message).toMatch(/^Reading "public"."breaks_late" failed.*: division by zero\.$/)
      expect((await extraction.read('eight_0', 'select count(*)::integer from rows')).rows).toEqual([[20_000]])
    })

    test('what is aborted already does not begin', async () => {
      const failure = await rejection(extraction.open('big', { signal: AbortSignal.abort() }))
      expect(failure.message).toBe('Reading "public"."big" was interrupted.')
    })

    test('the moment has a name without a credential, and so has the server', () => {
      expect(extraction.extractor.snapshot).toMatch(/^\d+\.\d+\/postgres\/\d+:\d+:/)
      expect(extraction.extractor.url).toMatch(/^postgresql:\/\/\w+@127\.0\.0\.1:\d+\/postgres$/)
      expect(extraction.extractor.warnings).toEqual([])
    })
  })
}

async function rejection(promise: Promise<unknown>): Promise<ExtractError> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(ExtractError)
  // Asserted above.
  return failure as ExtractError
}

/** The error of a stream whose query must fail too, if it gets so far as to have one. */
async function failureOf(extraction: Extraction, table: string, query: string): Promise<ExtractError> {
  let stream: Awaited<ReturnType<Extraction['open']>>
  try {
    stream = await extraction.open(table)
  } catch (error) {
    return rejection(Promise.reject(error))
  }
  await expect(extraction.engine.execute(query.replaceAll(/\brows\b/g, () => stream.readSql))).rejects.toThrow()
  const failure = await rejection(stream.delivered)
  await stream.close()
  return failure
}

function setUp(types: readonly TypeCase[]): string {
  const typeTables = types.map(({ type, values }, index) => {
    const rows = [
      ...values.map(([postgres], id) => `(${id}, (${postgres})::${type})`),
      `(${values.length}, null::${type})`,
    ]
    return `create table types_${index} (id integer, value ${type}); insert into types_${index} values ${rows.join(', ')};`
  })
  const nastyRows = texts.map(([one, two], id) => `(${id}, ${escaped(one)}, ${escaped(two)})`)
  return `
    ${typeDefinitions}
    ${typeTables.join('\n')}
    ${newestSetUp}
    ${documentedSetUp}
    create table nasty (id integer, one text, two text);
    insert into nasty values ${nastyRows.join(', ')};
    create table marked as select chr(65279) || 'a' as one, chr(65279) as two;
    create table long as select * from (values (1, 'short'), (2, repeat(E'wörd\\t\\n', 2000000)), (3, '')) as t (id, value);
    create view too_long as select repeat('x', 40000000) as value;
    create view explosive as select id, 1 / (id - 2) as boom from generate_series(1, 3) as t (id);
    create table "Mixed ""Case" ("UPPER" int, "with blank" int, "qu""ote" int, "apo'strophe" int, "größe 北" int, filler int);
    insert into "Mixed ""Case" values (1, 2, 3, 4, 5, 6);
    create view a_view as select * from generate_series(1, 3) as t (id);
    create materialized view a_materialized_view as select * from a_view;
    create table a_partitioned_table (id int) partition by range (id);
    create table a_partition partition of a_partitioned_table for values from (0) to (2);
    create table another_partition partition of a_partitioned_table for values from (2) to (10);
    insert into a_partitioned_table select * from a_view;
    create table nothing_but_rows ();
    insert into nothing_but_rows select from generate_series(1, 3);
    create table "${longName}" ("${longName}" int);
    insert into "${longName}" values (1);
    create table a_table_with_heirs (id int);
    create table an_heir (more text) inherits (a_table_with_heirs);
    insert into a_table_with_heirs values (1);
    insert into an_heir values (2, 'x'), (3, 'y');
    create table an_identity (id int generated always as identity, note text);
    insert into an_identity (note) values ('a'), ('b'), ('c');
    create table half_a_pair as select '"\\ud800"'::json as value;
    create table altered (id int, gone text, twice int generated always as (id * 2) stored);
    insert into altered values (1, 'x'), (2, 'y');
    alter table altered drop column gone;
    alter table altered add column note text default 'later';
    create table empty (id int, value text);
    create schema elsewhere;
    create table elsewhere.elsewhere_only (id int);
    create table declared_endless as select 12345678901234.5678::numeric as endless;
    create table declared_huge as select 1e40::numeric(60,10) as huge;
    create table declared_cash as select 1234.5::numeric::money as cash;
    create table declared_endless_list as select array[1.5]::numeric[] as endless_list;
    create table not_a_number as select 'NaN'::numeric(5,2) as value;
    create table not_numbers (value numeric(5,2)[]);
    insert into not_numbers values ('{1,NaN}');
    create table late_timestamp as select timestamp '294276-12-31 23:59:59' as value;
    create table late_moment as select timestamptz '294276-12-31 23:59:59+00' as value;
    create table late_timestamps as select array[value] as value from late_timestamp;
    create table late_moments as select array[value] as value from late_moment;
    create view square_numbers as select array[[1, 2], [3, 4]] as value;
    create view square_texts as select array[['a', 'b']] as value;
    create table mixed_numbers (value int[][]);
    insert into mixed_numbers values ('{1}'), ('{{1,2}}');
    create table bytes as select '\\x5c00'::bytea as value;
    create table ambiguous (id int, "ID" int);
    ${eight.map((table) => `create table ${table} as select id, repeat('x', id % 101) as text from generate_series(1, 20000) as t (id);`).join('\n')}
    create table big as select id, repeat('x', 100) as text from generate_series(1, 300000) as t (id);
    create view breaks_late as select id, text, 1 / (200000 - id) as boom from big;
  `
}

function hex(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString('hex')
}

function escaped(text: string | null): string {
  return text === null ? 'null' : `'${text.replaceAll("'", "''")}'`
}
