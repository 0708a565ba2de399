import { expect, test } from 'vitest'
import { parseFiles } from '../support/workspace.ts'

const project = {
  'models/plain.sql': 'select 1 as a',
  'models/priced.sql': 'select {{ cents(1) }} as a',
  'models/spread.sql': 'select {{ outer() }} as a',
  'models/named.sql': "select '{{ env_var('OWNER', 'nobody') }}' as a",
  'models/timed.sql': "select '{{ run_started_at }}' as a",
  'models/all.yml': 'models: [{name: plain, description: One.}]',
  'macros/money.sql': '{% macro cents(x) %}{{ x }} / 100{% endmacro %}',
  'macros/spread.sql':
    "{% macro outer() %}{{ adapter.dispatch('inner')() }}{% endmacro %}{% macro default__inner() %}1{% endmacro %}",
}
type Files = Readonly<Record<string, string>>

/** What is parsed anew after a change. `models/timed.sql` is so each time, because time goes on. */
async function parsedAnew(change: Files, environment: Readonly<Record<string, string>> = {}) {
  const { memory } = await parseFiles(project)
  const { memory: next } = await parseFiles({ ...project, ...change }, { memory, environment })
  return [...next].flatMap(([key, kept]) => (memory.get(key) === kept ? [] : key)).sort()
}

test('an edited file is parsed, and no other', async () => {
  expect(await parsedAnew({})).toEqual([])
  expect(await parsedAnew({ 'models/plain.sql': 'select 2 as a' })).toEqual(['captured models/plain.sql'])
  expect(await parsedAnew({ 'models/more.sql': 'select 2 as a' })).toEqual(['captured models/more.sql'])
  expect(await parsedAnew({ 'models/all.yml': 'version: 2' })).toEqual(['properties models/all.yml'])
})

test('after the edit of a macro, what used it is rendered', async () => {
  expect(await parsedAnew({ 'macros/money.sql': '{% macro cents(x) %}{{ x }} / 10{% endmacro %}' })).toEqual([
    'captured models/priced.sql',
    'macros macros/money.sql',
  ])
  // Messages about what a macro calls name its place.
  expect(await parsedAnew({ 'macros/money.sql': `\n${project['macros/money.sql']}` })).toEqual([
    'captured models/priced.sql',
    'macros macros/money.sql',
  ])
  const inner = "{% macro duckdb__inner() %}{{ ref('plain') }}{% endmacro %}"
  expect(await parsedAnew({ 'macros/inner.sql': inner })).toEqual([
    'captured models/spread.sql',
    'macros macros/inner.sql',
  ])
})

test('a variable of the environment concerns what reads it', async () => {
  expect(await parsedAnew({}, { OWNER: 'someone', OTHER: 'x' })).toEqual(['captured models/named.sql'])
})

test('what depends on the time is not remembered', async () => {
  const { memory } = await parseFiles(project)
  expect([...memory.keys()].filter((key) => key.startsWith('captured')).sort()).toEqual(
    ['named', 'plain', 'priced', 'spread'].map((name) => `captured models/${name}.sql`),
  )
})
