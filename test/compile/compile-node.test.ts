import { expect, test } from 'vitest'
import { compileNode } from '../../src/compile/compile-node.ts'
import { noQueries } from '../../src/context/query-journal.ts'
import { TemplateError } from '../../src/jinja/template.ts'
import { nodeNamed, parsedFiles } from '../support/workspace.ts'

async function compiled(files: Readonly<Record<string, string>>, name = 'm') {
  const parsed = await parsedFiles(files)
  return compileNode(nodeNamed(parsed, name).id, parsed, noQueries)
}

test('an ephemeral model is a CTE once, behind those that it reads', async () => {
  const { sql, reads } = await compiled({
    'models/silver/base.sql': 'select 1 as n',
    'models/silver/a.sql': "{{ config(materialized='ephemeral') -}} select * from {{ ref('base') }}",
    'models/silver/b.sql': "{{ config(materialized='ephemeral') -}} select * from {{ ref('a') }}",
    'models/gold/m.sql': "select * from {{ ref('b') }} union all select * from {{ ref('a') }}",
  })
  expect(sql).toBe(
    'with __dbt__cte__a as (\nselect * from "silver"."base"\n), __dbt__cte__b as (\nselect * from __dbt__cte__a\n)\n' +
      'select * from __dbt__cte__b union all select * from __dbt__cte__a',
  )
  expect(reads).toEqual(['model.shop.base'])
})

test('files that are sources are read by their absolute path, wherever the command is typed', async () => {
  const files = {
    'models/sources.yml':
      "sources:\n  - name: f\n    config: {external_location: 'data/{name}.csv'}\n    tables: [{name: orders}]\n",
    'models/gold/m.sql': "select * from {{ source('f', 'orders') }}",
  }
  expect((await compiled(files)).sql).toBe("select * from '/shop/data/orders.csv'")
})

test('a reference that appears only when the query runs is refused, with the line that declares it', async () => {
  const files = {
    'models/gold/a.sql': 'select 1 as n',
    'models/gold/m.sql': "select * from {{ ref('a' if execute else 'b') }}",
    'models/gold/b.sql': 'select 1 as n',
  }
  const error = await compiled(files).catch((found: unknown) => found)
  expect(error).toBeInstanceOf(TemplateError)
  expect(error).toMatchObject({
    diagnostic: {
      message: '"a" is referenced only when the query runs, so the order of the run does not know of it.',
      hint: `Put a line "-- depends_on: {{ ref('a') }}" at the top of the model.`,
      location: { file: 'models/gold/m.sql', start: 17, end: 45 },
    },
  })
})

test('a generic test reads the rows that "where" keeps, and its arguments are references', async () => {
  const files = {
    'models/silver/parents.sql': 'select 1 as id',
    'models/gold/m.sql': 'select 1 as id',
    'models/gold/m.yml':
      'models:\n  - name: m\n    columns:\n      - name: id\n        data_tests:\n' +
      "          - relationships: {name: t, to: ref('parents'), field: id, config: {where: id > 0}}\n",
  }
  const { sql, reads } = await compiled(files, 't')
  expect(sql).toContain('from (select * from "gold"."m" where id > 0) dbt_subquery')
  expect(sql).toContain('from "silver"."parents"')
  expect(reads).toEqual(['model.shop.m', 'model.shop.parents'])
})
