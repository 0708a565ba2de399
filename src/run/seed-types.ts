import { sqlLiteral } from '../dialects/literal.ts'
import type { SeedNode } from '../manifest/node.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { isJsonObject } from '../util/json.ts'
import { seedTable } from './node-query.ts'

/**
 * The types that dbt gives to the columns of a seed, which are fewer than DuckDB finds: `integer` where DuckDB says BIGINT,
 * and text for moments with fractions of seconds. Integers that do not fit are `bigint`, where dbt fails. Columns that
 * `column_types` names are left out; none for a file that cannot be read, as loading it tells why.
 */
export async function dbtSeedTypes(
  node: SeedNode,
  projectRoot: string,
  engine: Engine,
): Promise<Readonly<Record<string, string>>> {
  const table = seedTable(node, projectRoot, ['all_varchar = true'])
  try {
    const { rows } = await engine.execute(`describe select * from ${table}`)
    const declared = isJsonObject(node.config['column_types']) ? Object.keys(node.config['column_types']) : []
    const taken = new Set(declared.map((name) => name.toLowerCase()))
    const columns = rows.map(([name]) => String(name)).filter((name) => !taken.has(name.toLowerCase()))
    if (columns.length === 0) return {}
    const found = await engine.execute(
      `select ${columns.map((name) => typeOf(engine.dialect.quote(name))).join(',\n')}\nfrom ${table}`,
    )
    return Object.fromEntries(columns.map((name, index) => [name, String(found.rows[0]?.[index])]))
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return {}
  }
}

const patterns = {
  number: '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?',
  date: '\\d{4}-\\d{1,2}-\\d{1,2}',
  moment: '\\d{4}-\\d{1,2}-\\d{1,2} \\d{1,2}:\\d{1,2}:\\d{1,2}',
  iso: '\\d{4}-?\\d{2}-?\\d{2}T\\d{2}.*',
} as const

/** An aggregate over a column of text: the first type that all of its values have. */
function typeOf(column: string): string {
  const value = `trim(${column})`
  const present = `(${column} is not null and lower(${value}) not in ('null', ''))`
  const all = (condition: string) => `coalesce(bool_and(${condition}) filter (where ${present}), true)`
  const any = (condition: string) => `coalesce(bool_or(${condition}) filter (where ${present}), false)`
  const looks = (pattern: keyof typeof patterns) => `regexp_full_match(${value}, ${sqlLiteral(patterns[pattern])})`
  const is = (type: string) => `try_cast(${value} as ${type}) is not null`
  const size = `max(abs(try_cast(${value} as double)))`
  return `case
    when ${all(looks('number'))} then case
        when ${any(`regexp_matches(${value}, '\\.\\d*[1-9]|[eE]-')`)} or ${size} >= 9e18 then 'double'
        when ${size} > 2147483647 then 'bigint'
        else 'integer'
    end
    when ${all(`${looks('date')} and ${is('date')}`)} then 'date'
    when ${all(`${looks('moment')} and ${is('timestamp')}`)} then 'timestamp'
    when ${all(`${looks('iso')} and ${is('timestamp')}`)} then 'timestamp'
    when ${all(`lower(${value}) in ('true', 'false')`)} then 'boolean'
    else 'varchar'
end`
}
