import { expect, test } from 'vitest'
import { agateTable } from '../../src/jinja/table.ts'
import { rendered } from './support/templates.ts'

const shown: string[] = []
const table = agateTable(
  ['id', 'name'],
  [
    [1, 'x'],
    [2, null],
  ],
  (text) => shown.push(text),
)
const write = (source: string): string => rendered(source, { table })

test('rows are read by number, by negative number and by name', () => {
  expect(
    write('{{ table.rows[0][0] }}{{ table.rows[-1]["id"] }}{{ table.rows[1]["name"] }}{{ table.rows[0].values() }}'),
  ).toBe("12None(1, 'x')")
  expect(
    write('{% for row in table.rows %}{{ row.id is defined }}{{ row["id"] }}{{ row.get("zz", "d") }};{% endfor %}'),
  ).toBe('True1d;True2d;')
  expect(write('{{ table.rows[0].dict() }}{{ table.rows[0].keys() }}')).toBe("{'id': 1, 'name': 'x'}('id', 'name')")
})

test('columns are read by number and by name', () => {
  expect(
    write('{{ table.columns[0].values() | list }}{{ table.columns["name"].values() }}{{ table.columns[1].name }}'),
  ).toBe("[1, 2]('x', None)name")
  expect(write('{{ table.columns[1].values_distinct() | length }}{{ table.columns[1].values_without_nulls() }}')).toBe(
    "2('x',)",
  )
  expect(write('{{ table.column_names }}{% for c in table.columns %}{{ c.name }}{% endfor %}')).toBe(
    "('id', 'name')idname",
  )
})

test('a table has the length of its rows, can be looped over and is false when it is empty', () => {
  expect(
    write(
      '{{ table | length }}{{ table.rows | length }}{% for row in table %}{{ row[0] }}{% endfor %}{{ "y" if table }}',
    ),
  ).toBe('2212y')
  expect(rendered('{{ "some" if t else "none" }}', { t: agateTable(['a'], []) })).toBe('none')
})

test('rows unpack and group as tuples do', () => {
  expect(
    write(
      '{% for id, name in table.rows %}{{ id }}={{ name }};{% endfor %}{{ table.rows | map(attribute="id") | list }}',
    ),
  ).toBe('1=x;2=None;[1, 2]')
})

test('a table prints where the program says', () => {
  expect(write('{{ table.print_table() }}')).toBe('None')
  expect(shown).toEqual(['| id | name |\n| -- | ---- |\n| 1  | x    |\n| 2  |      |'])
})
