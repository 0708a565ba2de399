/** One type of PostgreSQL: what DuckDB calls it, and values as SQL of the one and of the other. */
export interface TypeCase {
  readonly type: string
  readonly engineType: string
  /** The same value in PostgreSQL's and in DuckDB's SQL; NULL is tried with each type. */
  readonly values: readonly (readonly [postgres: string, duckdb: string])[]
}

const same = (...literals: readonly string[]) => literals.map((literal) => [literal, literal] as const)

/** Values whose text means the same to both. */
export const typeCases: readonly TypeCase[] = [
  { type: 'boolean', engineType: 'BOOLEAN', values: same('true', 'false') },
  { type: 'smallint', engineType: 'SMALLINT', values: same("'-32768'", "'32767'", "'0'") },
  { type: 'integer', engineType: 'INTEGER', values: same("'-2147483648'", "'2147483647'") },
  { type: 'bigint', engineType: 'BIGINT', values: same("'-9223372036854775808'", "'9223372036854775807'") },
  { type: 'oid', engineType: 'BIGINT', values: same("'4294967295'") },
  {
    type: 'real',
    engineType: 'FLOAT',
    values: same("'3.4028235e+38'", "'1.1754944e-38'", "'-0.1'", "'NaN'", "'Infinity'", "'-Infinity'"),
  },
  {
    type: 'double precision',
    engineType: 'DOUBLE',
    values: same("'1.7976931348623157e+308'", "'5e-324'", "'0.1'", "'NaN'", "'Infinity'", "'-Infinity'"),
  },
  { type: 'numeric(15,2)', engineType: 'DECIMAL(15,2)', values: same("'9999999999999.99'", "'-0.01'", "'0'") },
  {
    type: 'numeric(38,10)',
    engineType: 'DECIMAL(38,10)',
    values: same("'9999999999999999999999999999.9999999999'", "'-9999999999999999999999999999.9999999999'"),
  },
  { type: 'numeric(38)', engineType: 'DECIMAL(38,0)', values: same("'-99999999999999999999999999999999999999'") },
  {
    type: 'date',
    engineType: 'DATE',
    values: [
      ...same("'2024-02-29'", "'0001-01-01'", "'9999-12-31'", "'infinity'", "'-infinity'", "'12345-06-07'"),
      ["'0044-03-15 BC'", "'0044-03-15 (BC)'"],
      ["'4713-01-01 BC'", "'4713-01-01 (BC)'"],
    ],
  },
  { type: 'time', engineType: 'TIME', values: same("'00:00:00'", "'23:59:59.999999'", "'24:00:00'") },
  {
    type: 'time with time zone',
    engineType: 'VARCHAR',
    values: same("'12:00:00.5-05:30'", "'23:59:59+14'"),
  },
  {
    type: 'timestamp',
    engineType: 'TIMESTAMP',
    values: same(
      "'2024-02-29 12:34:56.789012'",
      "'1970-01-01 00:00:00'",
      "'infinity'",
      "'-infinity'",
      "'294246-12-31 23:59:59'",
    ).concat([["'0044-03-15 12:00:00.5 BC'", "'0044-03-15 (BC) 12:00:00.5'"]]),
  },
  {
    type: 'timestamp with time zone',
    engineType: 'TIMESTAMP WITH TIME ZONE',
    values: [
      ...same("'2024-02-29 12:34:56.789012+00'", "'2024-07-01 00:00:00+05:45'", "'infinity'", "'-infinity'"),
      ["'0044-03-15 12:00:00+00 BC'", "'0044-03-15 (BC) 12:00:00+00'"],
      ["'0001-12-31 23:59:59.999999+00 BC'", "'0001-12-31 (BC) 23:59:59.999999+00'"],
      ["'294247-01-10 04:00:54.775806+00'", 'make_timestamptz(9223372036854775806)'],
      ["'0001-01-01 00:00:00+00'", "'0001-01-01 00:00:00+00'"],
    ],
  },
  {
    type: 'interval',
    engineType: 'VARCHAR',
    values: [
      ["'1 year 2 months 3 days 04:05:06.789012'", "'1 year 2 mons 3 days 04:05:06.789012'"],
      ["'-1 month +3 days -04:05:06'", "'-1 mons +3 days -04:05:06'"],
    ],
  },
  { type: 'uuid', engineType: 'UUID', values: same("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'") },
  {
    type: 'text',
    engineType: 'VARCHAR',
    values: same("''", "' '", "'a''b\"c'", "'Zürich 北京 🦆'", "'null'", "'NULL'", "'#no comment'", "'a,b;c|d'"),
  },
  { type: 'varchar(10)', engineType: 'VARCHAR', values: same("'short'", "''") },
  {
    type: 'char(5)',
    engineType: 'VARCHAR',
    values: [
      ["'ab'", "'ab   '"],
      ["''", "'     '"],
    ],
  },
  { type: '"char"', engineType: 'VARCHAR', values: same("'x'") },
  { type: 'name', engineType: 'VARCHAR', values: same("'pg_class'") },
  { type: 'xml', engineType: 'VARCHAR', values: same("'<a>b</a>'") },
  { type: 'inet', engineType: 'VARCHAR', values: same("'192.168.0.1/24'", "'::1'") },
  { type: 'macaddr', engineType: 'VARCHAR', values: same("'08:00:2b:01:02:03'") },
  { type: 'bit(3)', engineType: 'VARCHAR', values: same("'101'") },
  { type: 'json', engineType: 'JSON', values: same(`'{"a": "x\\n\\t\\\\ y", "b": [1.50, null]}'`, '\'""\'') },
  { type: 'jsonb', engineType: 'JSON', values: same(`'{"a": "\\\\N"}'`) },
  {
    type: 'bytea',
    engineType: 'BLOB',
    values: [
      ["'\\x00ff5c0a'", "unhex('00ff5c0a')"],
      ["''", "''::blob"],
    ],
  },
  {
    type: 'integer[]',
    engineType: 'INTEGER[]',
    values: [
      ["'{1,NULL,-3}'", '[1, null, -3]'],
      ["'{}'", '[]'],
    ],
  },
  { type: 'bigint[]', engineType: 'BIGINT[]', values: [["'{9223372036854775807}'", '[9223372036854775807]']] },
  {
    type: 'numeric(38,10)[]',
    engineType: 'DECIMAL(38,10)[]',
    values: [["'{9999999999999999999999999999.9999999999}'", "['9999999999999999999999999999.9999999999']"]],
  },
  {
    type: 'double precision[]',
    engineType: 'DOUBLE[]',
    values: [["'{NaN,Infinity,0.1}'", "['nan'::double, 'infinity'::double, 0.1]"]],
  },
  { type: 'boolean[]', engineType: 'BOOLEAN[]', values: [["'{t,f}'", '[true, false]']] },
  {
    type: 'date[]',
    engineType: 'DATE[]',
    values: [
      ["'{2024-02-29}'", "['2024-02-29']"],
      [
        "array['0044-03-15 BC', 'infinity', '5874897-12-31']::date[]",
        "['0044-03-15 (BC)'::date, 'infinity'::date, '5874897-12-31'::date]",
      ],
    ],
  },
  {
    type: 'text[]',
    engineType: 'VARCHAR[]',
    values: [
      ["array[E'a\\nb\\\\c', '', 'NULL', null, '\"{,}']", "['a' || chr(10) || 'b\\c', '', 'NULL', null, '\"{,}']"],
    ],
  },
  { type: 'char(3)[]', engineType: 'VARCHAR[]', values: [["'{a}'", "['a  ']"]] },
  {
    type: 'uuid[]',
    engineType: 'UUID[]',
    values: [["'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'", "['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']"]],
  },
  {
    type: 'bytea[]',
    engineType: 'BLOB[]',
    values: [["array['\\x00ff'::bytea, '', null]", "[unhex('00ff'), ''::blob, null]"]],
  },
  {
    type: 'integer[][]',
    engineType: 'INTEGER[][]',
    values: [
      ["'{{1,NULL},{3,4}}'", '[[1, null], [3, 4]]'],
      ["'{}'", '[]'],
      ["'[0:0][5:6]={{7,8}}'", '[[7, 8]]'],
    ],
  },
  { type: 'text[][][]', engineType: 'VARCHAR[][][]', values: [["'{{{a},{[}}}'", "[[['a'], ['[']]]"]] },
  {
    type: 'timestamp[]',
    engineType: 'TIMESTAMP[]',
    values: [
      [
        "array['0044-03-15 12:00:00.5 BC', 'infinity', null]::timestamp[]",
        "['0044-03-15 (BC) 12:00:00.5'::timestamp, 'infinity'::timestamp, null]",
      ],
    ],
  },
  {
    type: 'timestamp with time zone[]',
    engineType: 'TIMESTAMP WITH TIME ZONE[]',
    values: [
      [
        "array['0044-03-15 12:00:00+00 BC', '-infinity', '2024-07-01 00:00:00+05:45']::timestamptz[]",
        "['0044-03-15 (BC) 12:00:00+00'::timestamptz, '-infinity'::timestamptz, '2024-06-30 18:15:00+00'::timestamptz]",
      ],
    ],
  },
  { type: 'mood', engineType: 'VARCHAR', values: same("'so\\so'", "'sad'") },
  { type: 'price', engineType: 'DECIMAL(12,3)', values: same("'1.125'") },
  { type: 'prices', engineType: 'DECIMAL(12,3)[]', values: [["'{1.125}'", "['1.125']"]] },
  { type: 'price[]', engineType: 'DECIMAL(12,3)[]', values: [["'{1.125,NULL}'", "['1.125', null]"]] },
  { type: 'prices[]', engineType: 'VARCHAR', values: [["array['{1.125}'::prices]", '\'{"{1.125}"}\'']] },
  { type: 'int4range', engineType: 'VARCHAR', values: same("'[1,5)'", "'empty'") },
  { type: 'nummultirange', engineType: 'VARCHAR', values: same("'{[1.5,2),(5,)}'") },
  {
    type: 'item',
    engineType: 'VARCHAR',
    values: [["row(1, E'a\\t\\\\b', '{x,NULL}')", '\'(1,"a\' || chr(9) || \'\\\\b","{x,NULL}")\'']],
  },
  { type: 'item[]', engineType: 'VARCHAR[]', values: [['array[row(1, null, null)::item, null]', "['(1,,)', null]"]] },
  { type: 'small_item', engineType: 'VARCHAR', values: [["row(1, '', null)::item", '\'(1,"",)\'']] },
  { type: 'cidr', engineType: 'VARCHAR', values: same("'10.0.0.0/8'") },
  { type: 'macaddr8', engineType: 'VARCHAR', values: same("'08:00:2b:01:02:03:04:05'") },
  { type: 'bit varying', engineType: 'VARCHAR', values: same("'10101'", "''") },
  { type: 'point', engineType: 'VARCHAR', values: same("'(1,-0.5)'") },
  { type: 'line', engineType: 'VARCHAR', values: same("'{1,2,3}'") },
  { type: 'lseg', engineType: 'VARCHAR', values: same("'[(1,2),(3,4)]'") },
  { type: 'box', engineType: 'VARCHAR', values: same("'(3,4),(1,2)'") },
  { type: 'path', engineType: 'VARCHAR', values: same("'((1,2),(3,4))'") },
  { type: 'polygon', engineType: 'VARCHAR', values: same("'((1,2),(3,4))'") },
  { type: 'circle', engineType: 'VARCHAR', values: same("'<(1,2),3>'") },
  {
    type: 'box[]',
    engineType: 'VARCHAR[]',
    values: [["'{(3,4),(1,2);(1,1),(0,0)}'", "['(3,4),(1,2)', '(1,1),(0,0)']"]],
  },
  { type: 'tsvector', engineType: 'VARCHAR', values: same("$$'a':1A 'b c'$$") },
  { type: 'tsquery', engineType: 'VARCHAR', values: same("$$'a' & 'b'$$") },
  { type: 'jsonpath', engineType: 'VARCHAR', values: same('\'$."a"[*]\'') },
  { type: 'pg_lsn', engineType: 'VARCHAR', values: same("'16/B374D848'") },
  { type: 'pg_snapshot', engineType: 'VARCHAR', values: same("'10:20:10,14,15'") },
  { type: 'xid8', engineType: 'DECIMAL(20,0)', values: same("'18446744073709551615'") },
  { type: 'xid', engineType: 'BIGINT', values: same("'4294967295'") },
  { type: 'tid', engineType: 'VARCHAR', values: same("'(0,1)'") },
  { type: 'regclass', engineType: 'VARCHAR', values: same("'pg_class'") },
  { type: 'regtype', engineType: 'VARCHAR', values: same("'integer'") },
  { type: 'int2vector', engineType: 'SMALLINT[]', values: [["'1 2'", '[1, 2]']] },
]

/** Types of the cases that a schema must have first. A domain over a domain, and one over an array. */
export const typeDefinitions = `
  create type mood as enum ('sad', 'so\\so');
  create domain amount as numeric(12,3);
  create domain price as amount check (value > 0);
  create domain prices as price[];
  create type item as (id int, label text, tags text[]);
  create domain small_item as item;
`

/** PostgreSQL 15 and later. */
export const newerTypeCases: readonly TypeCase[] = [
  { type: 'numeric(3,-2)', engineType: 'DECIMAL(5,0)', values: same("'99900'") },
  { type: 'numeric(2,5)', engineType: 'DECIMAL(5,5)', values: same("'0.00012'") },
]
