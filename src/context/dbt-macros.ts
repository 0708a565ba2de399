import { templateFunction, textOf } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { byName } from './arguments.ts'

/** A macro that dbt brings for every engine: what it takes, and the SQL of DuckDB that it gives. */
interface DbtMacro {
  readonly parameters: readonly string[]
  readonly required: number
  readonly sql: (argument: (name: string) => string, value: (name: string) => Value) => string
}

function macro(parameters: readonly string[], sql: DbtMacro['sql'], required = parameters.length): DbtMacro {
  return { parameters, required, sql }
}

function constant(sql: string): DbtMacro {
  return macro([], () => sql)
}

const types = {
  type_string: constant('TEXT'),
  type_timestamp: constant('TIMESTAMP'),
  type_float: constant('FLOAT'),
  type_numeric: constant('numeric(28,6)'),
  type_bigint: constant('bigint'),
  type_int: constant('INT'),
  type_boolean: constant('BOOLEAN'),
}

const dates = {
  current_timestamp: constant('now()'),
  date: macro(['year', 'month', 'day'], (of) => `make_date(${of('year')}, ${of('month')}, ${of('day')})`),
  date_trunc: macro(['datepart', 'date'], (of) => dateTrunc(of('datepart'), of('date'))),
  dateadd: macro(['datepart', 'interval', 'from_date_or_timestamp'], (of) =>
    dateAdd(of('datepart'), of('interval'), of('from_date_or_timestamp')),
  ),
  datediff: macro(['first_date', 'second_date', 'datepart'], (of) =>
    dateDiff(of('first_date'), of('second_date'), of('datepart')),
  ),
  last_day: macro(['date', 'datepart'], (of) => {
    const [date, part] = [of('date'), of('datepart')]
    return `cast(${dateAdd('day', '-1', dateAdd(part, '1', dateTrunc(part, date)))} as date)`
  }),
}

function dateTrunc(part: string, date: string): string {
  return `date_trunc('${part}', ${date})`
}

/** Of quarters DuckDB has no interval; a week is seven days. */
function dateAdd(part: string, count: string, date: string): string {
  const unit = part.toLowerCase()
  const number = `cast(${count} as bigint)`
  if (unit === 'quarter') return `(${date} + (${number} * 3) * interval 1 month)`
  if (unit === 'week') return `(${date} + (${number} * 7) * interval 1 day)`
  return `(${date} + ${number} * interval 1 ${unit})`
}

/** Weeks begin on Sunday. */
function dateDiff(first: string, second: string, part: string): string {
  if (part !== 'week') return `(date_diff('${part}', ${first}::timestamp, ${second}::timestamp ))`
  const day = (date: string) => `date_part('dow', (${date})::timestamp)`
  const more = (ahead: number, behind: number) => `case when ${first} <= ${second} then ${ahead} else ${behind} end`
  return `(${dateDiff(first, second, 'day')} // 7 + case
    when ${day(first)} <= ${day(second)} then ${more(0, -1)}
    else ${more(1, 0)}
end)`
}

const texts = {
  concat: macro(['fields'], (_, value) => listOf(value('fields')).join(' || ')),
  hash: macro(['field'], (of) => `md5(cast(${of('field')} as TEXT))`),
  length: macro(['expression'], (of) => `length(${of('expression')})`),
  position: macro(
    ['substring_text', 'string_text'],
    (of) => `position(${of('substring_text')} in ${of('string_text')})`,
  ),
  replace: macro(
    ['field', 'old_chars', 'new_chars'],
    (of) => `replace(${of('field')}, ${of('old_chars')}, ${of('new_chars')})`,
  ),
  right: macro(['string_text', 'length_expression'], (of) => `right(${of('string_text')}, ${of('length_expression')})`),
  split_part: macro(
    ['string_text', 'delimiter_text', 'part_number'],
    (of) => `string_split(${of('string_text')}, ${of('delimiter_text')})[ ${of('part_number')} ]`,
  ),
  string_literal: macro(['value'], (of) => `'${of('value')}'`),
  escape_single_quotes: macro(['expression'], (of) => of('expression').replaceAll("'", "''")),
  cast_bool_to_text: macro(['field'], (of) => `cast(${of('field')} as TEXT)`),
}

const others = {
  cast: macro(['field', 'type'], (of) => `cast(${of('field')} as ${of('type')})`),
  safe_cast: macro(['field', 'type'], (of) => `cast(${of('field')} as ${of('type')})`),
  any_value: macro(['expression'], (of) => `arbitrary(${of('expression')})`),
  bool_or: macro(['expression'], (of) => `bool_or(${of('expression')})`),
  equals: macro(['expr1', 'expr2'], (of) => `(${of('expr1')} = ${of('expr2')})`),
  except: constant('except'),
  intersect: constant('intersect'),
  listagg: macro(['measure', 'delimiter_text', 'order_by_clause', 'limit_num'], listAgg, 1),
  array_append: macro(['array', 'new_element'], (of) => `array_append(${of('array')}, ${of('new_element')})`),
  array_concat: macro(['array_1', 'array_2'], (of) => `array_cat(${of('array_1')}, ${of('array_2')})`),
  array_construct: macro(
    ['inputs', 'data_type'],
    (of, value) => {
      const inputs = listOf(value('inputs'))
      return inputs.length > 0 ? `array[ ${inputs.join(' , ')} ]` : `array[]::${of('data_type') || 'INT'}[]`
    },
    0,
  ),
  generate_series: macro(
    ['upper_bound'],
    (of) => `select generate_series as generated_number from generate_series(1, ${of('upper_bound')})`,
  ),
}

function listAgg(of: (name: string) => string): string {
  const order = of('order_by_clause') === '' ? '' : ` ${of('order_by_clause')}`
  const delimiter = of('delimiter_text') === '' ? "','" : of('delimiter_text')
  const limit = of('limit_num')
  if (limit === '') return `string_agg(${of('measure')}, ${delimiter}${order})`
  return `list_aggr((array_agg(${of('measure')}${order}))[1:${limit}], 'string_agg', ${delimiter})`
}

function listOf(value: Value): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : value === undefined ? [] : [textOf(value)]
}

/** The macros of dbt that give SQL for an expression, by name: what templates reach as `dbt.date_trunc` and `date_trunc`. */
export const dbtMacros: ReadonlyMap<string, Value> = new Map(
  Object.entries({ ...types, ...dates, ...texts, ...others }).map(([name, { parameters, required, sql }]) => [
    name,
    templateFunction((call) => {
      const given = byName(call, { name, parameters, required })
      const value = (parameter: string) => given.get(parameter)
      return sql((parameter) => optionalText(value(parameter)), value)
    }, name),
  ]),
)

/** Empty where nothing was given. */
function optionalText(value: Value): string {
  return value === undefined || value === null ? '' : textOf(value)
}
