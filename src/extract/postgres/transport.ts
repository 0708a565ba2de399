import { duckdbDialect } from '../../dialects/duckdb.ts'
import { type CatalogColumn, isText } from './column-types.ts'
import { longestValue } from './row-limit.ts'

/** How a column's values come from PostgreSQL into DuckDB: as text, on a line of their row. */
export interface Transport {
  readonly name: string
  /** The type that DuckDB has them in at the end. */
  readonly type: string
  /** PostgreSQL's expression for what is sent. */
  readonly sent: string
  /** The type as which DuckDB parses what arrives. */
  readonly receivedAs: string
  /** DuckDB's expression over what arrived. */
  readonly converted: string
  /** Bytes of the longest value, where its type bounds them. */
  readonly longest?: number | undefined
}

/**
 * The way of one column. Most types are sent as PostgreSQL writes them. The others:
 * text is sent with backslash escapes, which are undone here; a date as its number of days and a moment with the year's
 * era moved, because DuckDB takes the first two parts of `0044-03-15 BC` for a date after Christ, and reads
 * `2024-01-01 00:00:00+00 BC` as NULL; bytes as hexadecimal digits; a list as JSON.
 */
export function transport(column: CatalogColumn, type: string): Transport {
  const { name } = column
  const quoted = duckdbDialect.quote(name)
  const common = { name, type, longest: longestValue(column) }
  if (type.endsWith('[]')) return { ...common, ...listWay(quoted, column, type) }
  if (column.arrayDepth > 0 || isText(column)) return { ...common, ...textWay(quoted, type) }
  return { ...common, ...(ways.get(column.base) ?? plainWay)(quoted, type) }
}

type Way = Pick<Transport, 'sent' | 'receivedAs' | 'converted'>

/** Types that are not sent as PostgreSQL writes them. */
const ways: ReadonlyMap<string, (quoted: string, type: string) => Way> = new Map([
  ['json', textWay],
  ['jsonb', textWay],
  ['bytea', bytesWay],
  ['date', dateWay],
  ['timestamptz', momentWay],
  ['money', moneyWay],
])

function plainWay(quoted: string, type: string): Way {
  return { sent: quoted, receivedAs: type, converted: quoted }
}

function textWay(quoted: string, type: string): Way {
  const converted = type === 'VARCHAR' ? unescaped(quoted) : `cast(${unescaped(quoted)} as ${type})`
  return { sent: quoted, receivedAs: 'VARCHAR', converted }
}

/** As a number, since its text has the currency and the separators of the server's country. */
function moneyWay(quoted: string, type: string): Way {
  return { sent: `${quoted}::pg_catalog.numeric`, receivedAs: type, converted: quoted }
}

function bytesWay(quoted: string): Way {
  return { sent: `pg_catalog.encode(${quoted}, 'hex')`, receivedAs: 'VARCHAR', converted: `unhex(${quoted})` }
}

/** The number that DuckDB's own dates have for infinity. */
const farDays = 2147483647

function dateWay(quoted: string): Way {
  const days = `${quoted} - pg_catalog.date '1970-01-01'`
  const far = `case when ${quoted} > pg_catalog.date '1970-01-01' then ${farDays} else -${farDays} end`
  return {
    sent: `case when pg_catalog.isfinite(${quoted}) then ${days} when ${quoted} is not null then ${far} end`,
    receivedAs: 'INTEGER',
    converted: `make_date(${quoted})`,
  }
}

function momentWay(quoted: string, type: string): Way {
  const era = `pg_catalog.regexp_replace(${quoted}::pg_catalog.text, '^([^ ]+) (.*) BC$', '\\1 (BC) \\2')`
  const sent = `case when ${quoted} < '0001-01-01 00:00:00+00' then ${era} else ${quoted}::pg_catalog.text end`
  return { sent, receivedAs: type, converted: quoted }
}

/** Elements are sent as texts, since a number of JSON may lose digits. An element before Christ stops the query. */
function listWay(quoted: string, { base }: CatalogColumn, type: string): Way {
  // The cast to text[] would cut the blanks that pad a char(n).
  const sent = base === 'bpchar' ? `pg_catalog.to_json(${quoted})` : `pg_catalog.to_json(${quoted}::pg_catalog.text[])`
  const text = unescaped(quoted)
  const list = `cast(from_json(${text}, '["VARCHAR"]') as ${type})`
  const dated = `case when contains(${text}, ' BC"') then error('A date before Christ in an array cannot be read.') else ${list} end`
  return { sent, receivedAs: 'VARCHAR', converted: base === 'date' || base === 'timestamptz' ? dated : list }
}

/** Characters as COPY's text format writes them, and their code points. */
const escapes = [
  ['\\n', 10],
  ['\\t', 9],
  ['\\r', 13],
  ['\\b', 8],
  ['\\f', 12],
  ['\\v', 11],
] as const

/** Undoes the escapes of COPY's text format. PostgreSQL's text never holds a NUL, so it can stand for a backslash meanwhile. */
function unescaped(quoted: string): string {
  const marked = `replace(${quoted}, '\\\\', chr(0))`
  const plain = escapes.reduce((sql, [written, code]) => `replace(${sql}, '${written}', chr(${code}))`, marked)
  return `case when contains(${quoted}, '\\') then replace(${plain}, chr(0), '\\') else ${quoted} end`
}
