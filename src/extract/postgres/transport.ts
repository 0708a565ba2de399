import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import { refusalText } from '../../ports/value-refusal.ts'
import { arrayWay, inUtc } from './array-way.ts'
import { type CatalogColumn, isText } from './column-types.ts'
import { unescaped } from './copy-text.ts'
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
 * era moved, because DuckDB takes the first two parts of `0044-03-15 BC` for a date after Christ; a moment with a zone as
 * one of UTC without it, because DuckDB reads one that it cannot hold as NULL; bytes as hexadecimal digits; a list as JSON.
 */
export function transport(column: CatalogColumn, type: string): Transport {
  const { name } = column
  const quoted = duckdbDialect.quote(name)
  const common = { name, type, longest: longestValue(column) }
  if (type.endsWith('[]')) return { ...common, ...arrayWay(column, quoted, type) }
  if (column.arrayDepth > 0 || isText(column)) return { ...common, ...textWay(quoted, type) }
  if (type === 'VARCHAR') return { ...common, ...textWay(quoted, type), sent: `${quoted}::pg_catalog.text` }
  return { ...common, ...(ways.get(column.base) ?? plainWay)(quoted, type, name) }
}

type Way = Pick<Transport, 'sent' | 'receivedAs' | 'converted'>

/** Types that are not sent as PostgreSQL writes them. */
const ways: ReadonlyMap<string, (quoted: string, type: string, name: string) => Way> = new Map([
  ['json', jsonWay],
  ['jsonb', jsonWay],
  ['bytea', bytesWay],
  ['date', dateWay],
  ['timestamp', momentWay],
  ['timestamptz', zonedWay],
  ['money', moneyWay],
])

function plainWay(quoted: string, type: string): Way {
  return { sent: quoted, receivedAs: type, converted: quoted }
}

function textWay(quoted: string, type: string): Way {
  const converted = type === 'VARCHAR' ? unescaped(quoted) : `cast(${unescaped(quoted)} as ${type})`
  return { sent: quoted, receivedAs: 'VARCHAR', converted }
}

/** PostgreSQL takes some texts for JSON that DuckDB does not: half of a surrogate pair. */
function jsonWay(quoted: string, type: string, name: string): Way {
  const refusal = sqlLiteral(refusalText({ column: name, reason: 'DuckDB does not take it for JSON.' }))
  const json = `coalesce(try_cast(${unescaped(quoted)} as ${type}), error(${refusal}))`
  return { sent: quoted, receivedAs: 'VARCHAR', converted: `case when ${quoted} is not null then ${json} end` }
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
  return { sent: sentMoment(quoted), receivedAs: type, converted: quoted }
}

function zonedWay(quoted: string): Way {
  return {
    sent: sentMoment(`pg_catalog.timezone('UTC', ${quoted})`),
    receivedAs: 'TIMESTAMP',
    converted: inUtc(quoted),
  }
}

function sentMoment(moment: string): string {
  const era = `pg_catalog.regexp_replace(${moment}::pg_catalog.text, '^([^ ]+) (.*) BC$', '\\1 (BC) \\2')`
  return `case when ${moment} < '0001-01-01 00:00:00' then ${era} else ${moment}::pg_catalog.text end`
}
