import { adopt } from './runtime/adopt.ts'
import { bind, type Given } from './runtime/arguments.ts'
import { compare } from './runtime/compare.ts'
import { dict, set } from './runtime/dict.ts'
import { itemAt } from './runtime/slice.ts'
import { str } from './runtime/text.ts'
import { functionValue, kind, type ObjectValue, stringOf, tuple, type Value } from './runtime/value.ts'

type Members = Readonly<Record<string, Value | ((given: Given) => Value)>>

/** A sequence whose members also have names: columns, rows and the values of a row. */
interface Sequence {
  readonly type: string
  readonly values: readonly Value[]
  readonly keys: readonly string[]
  readonly members?: Members
}

/**
 * The result of a query as dbt's templates know it, after agate: `columns`, `column_names`, `rows`, `print_table`.
 * `print` gets what `print_table` shows.
 */
export function agateTable(
  columnNames: readonly string[],
  data: readonly (readonly unknown[])[],
  print: (text: string) => void = () => undefined,
): Value {
  const cells = data.map((row) => row.map(adopt))
  const rows = cells.map((values) => sequence({ type: 'Row', values, keys: columnNames }))
  const columns = columnNames.map((name, index) => columnOf(name, index, cells))
  const members: Members = {
    columns: sequence({ type: 'Columns', values: columns, keys: columnNames }),
    column_names: tuple(columnNames),
    rows: sequence({ type: 'Rows', values: rows, keys: [] }),
    print_table: (given) => {
      const [limit] = bind('print_table', given, ['max_rows', 'max_columns'])
      print(tableText(columnNames, typeof limit === 'number' ? cells.slice(0, limit) : cells))
      return null
    },
  }
  return sequence({ type: 'Table', values: rows, keys: [], members })
}

function columnOf(name: string, index: number, cells: readonly (readonly Value[])[]): Value {
  const values = cells.map((row) => row[index])
  const present = values.filter((value) => value !== null)
  return sequence({
    type: 'Column',
    values,
    keys: [],
    members: {
      name,
      index,
      values_distinct: () => tuple([...set(values).members.values()]),
      values_without_nulls: () => tuple(present),
      values_sorted: () => tuple(present.toSorted(compare)),
    },
  })
}

function sequence({ type, values, keys, members = {} }: Sequence): Value {
  const named = new Map(keys.map((key, index) => [key, values[index]] as const))
  const pairs = (): readonly (readonly [Value, Value])[] => [...named]
  const all = new Map<string, Value>(
    Object.entries<Members[string]>({
      values: () => tuple(values),
      keys: () => tuple(keys),
      items: () => pairs().map((pair) => tuple(pair)),
      dict: () => dict(pairs()),
      get: (given) => {
        const [key, fallback = null] = bind('get', given, ['key', 'default'])
        const found = named.get(stringOf(key) ?? '')
        return found === undefined ? fallback : found
      },
      ...members,
    }).map(([name, member]) => [name, typeof member === 'function' ? functionValue(name, member) : member] as const),
  )
  const value: ObjectValue = {
    [kind]: 'object',
    type,
    // As in Jinja, where `row.id` is `row["id"]` unless the row has a method of that name.
    get: (name) => all.get(name) ?? named.get(name),
    names: () => all.keys(),
    item: (index) => (stringOf(index) === undefined ? itemAt(tuple(values), index) : named.get(stringOf(index) ?? '')),
    length: () => values.length,
    iterate: () => values,
    text: () => `<agate.${type}: (${values.map(str).join(', ')})>`,
  }
  return value
}

function tableText(names: readonly string[], cells: readonly (readonly Value[])[]): string {
  const texts = cells.map((row) => row.map((cell) => (cell === null ? '' : str(cell))))
  const widths = names.map((name, index) => Math.max(name.length, ...texts.map((row) => row[index]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, index) => (row[index] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(names), rule, ...texts.map(line)].join('\n')
}
