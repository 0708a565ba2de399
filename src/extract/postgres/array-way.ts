import { sqlLiteral } from '../../dialects/literal.ts'
import { refusalText } from '../../ports/value-refusal.ts'
import type { CatalogColumn } from './column-types.ts'
import { unescaped } from './copy-text.ts'

/**
 * How arrays come from PostgreSQL as lists: as JSON whose elements are texts, since a number of JSON may lose digits.
 * PostgreSQL declares no number of dimensions for an array, DuckDB does for a list: an array of another one stops the
 * query. Lower bounds are lost, as lists have none.
 */
export function arrayWay(
  { name, base }: CatalogColumn,
  quoted: string,
  type: string,
): { readonly sent: string; readonly receivedAs: string; readonly converted: string } {
  const depth = type.split('[]').length - 1
  const text = unescaped(quoted)
  const parsed = `from_json(${text}, '${'['.repeat(depth)}"VARCHAR"${']'.repeat(depth)}')`
  const toElement = type.startsWith('DECIMAL') ? finite(name, type) : elements.get(base)
  const list = toElement === undefined ? parsed : mapped(parsed, depth, toElement)
  const hasDepth = `starts_with(${quoted}, '${'['.repeat(depth)}') and not starts_with(${quoted}, '${'['.repeat(depth + 1)}')`
  const reason = `it is an array of another number of dimensions than ${type} has.`
  return {
    sent: `pg_catalog.to_json(${sentElements(base, quoted)})`,
    receivedAs: 'VARCHAR',
    converted: `case when ${quoted} is null or ${quoted} = '[]' or (${hasDepth}) then cast(${list} as ${type}) else error(${sqlLiteral(refusalText({ column: name, reason }))}) end`,
  }
}

/** PostgreSQL's array whose elements are texts. */
function sentElements(base: string, quoted: string): string {
  // A cast to text[] would cut the blanks that pad a char(n), and write money with the separators of the server's country.
  if (base === 'bpchar') return quoted
  if (base === 'money') return `${quoted}::pg_catalog.numeric[]::pg_catalog.text[]`
  if (base === 'timestamptz') return `${quoted}::pg_catalog.timestamp[]::pg_catalog.text[]`
  return `${quoted}::pg_catalog.text[]`
}

/** DuckDB's expressions for elements whose text it would take for another value. Moments are in UTC, as the session is. */
const elements: ReadonlyMap<string, (element: string) => string> = new Map([
  ['bytea', (element: string) => `unhex(substr(${element}, 3))`],
  ['date', (element: string) => `cast(${eraMoved(element)} as DATE)`],
  ['timestamp', (element: string) => `cast(${eraMoved(element)} as TIMESTAMP)`],
  ['timestamptz', (element: string) => inUtc(`cast(${eraMoved(element)} as TIMESTAMP)`)],
])

/** A number of PostgreSQL may be NaN or infinite, a decimal of DuckDB may not. */
function finite(name: string, type: string): (element: string) => string {
  const refusal = sqlLiteral(refusalText({ column: name, reason: `it holds NaN or Infinity, and is ${type}.` }))
  return (element) =>
    `case when ${element} in ('NaN', 'Infinity', '-Infinity') then error(${refusal}) else ${element} end`
}

/** A moment without a zone as one of UTC. DuckDB's function for it knows no infinity, and the other one is slow. */
export function inUtc(moment: string): string {
  return `case when isfinite(${moment}) then make_timestamptz(epoch_us(${moment})) else timezone('UTC', ${moment}) end`
}

/** `0044-03-15 12:00:00 BC` as DuckDB writes it: `0044-03-15 (BC) 12:00:00`. */
function eraMoved(element: string): string {
  const moved = `regexp_replace(${element}, '^([^ ]+)(.*) BC$', '\\1 (BC)\\2')`
  return `case when ends_with(${element}, ' BC') then ${moved} else ${element} end`
}

function mapped(list: string, depth: number, toElement: (element: string) => string): string {
  const element = `element_${depth}`
  const inner = depth === 1 ? toElement(element) : mapped(element, depth - 1, toElement)
  return `list_transform(${list}, lambda ${element}: ${inner})`
}
