import { describe, expect, test } from 'vitest'
import { loadProperties } from '../../src/project/properties.ts'
import { render, shown } from './support.ts'

function load(text: string, { isDbt = false } = {}) {
  return loadProperties({ file: 'models/_models.yml', text, isDbt, render: render({ LIMIT: '5' }) })
}

function loaded(text: string) {
  const { properties, diagnostics } = load(text)
  expect(shown(diagnostics, text)).toEqual([])
  return properties
}

describe('models', () => {
  test('have a description, columns, configuration and tests, each with its place', () => {
    const text = `version: 2
models:
  - name: orders
    description: 'One row per order. {{ doc("orders") }}'
    tags: [sales]
    config:
      materialized: view
      tags: nightly
      compression_level: "{{ 3 }}"
      meta: {owner: finance}
    columns:
      - name: id
        description: Its key.
        data_type: bigint
        tags: pii
        config: {meta: {unit: none}}
        quote: true
        data_tests: [unique, not_null]
    data_tests:
      - row_count: {arguments: {at_least: 1}}
`
    const [orders] = loaded(text).models
    expect(orders).toMatchObject({
      name: 'orders',
      description: { value: 'One row per order. {{ doc("orders") }}' },
      columns: [{ name: 'id', dataType: 'bigint', tags: ['pii'], meta: { unit: 'none' }, quote: true }],
    })
    expect(orders?.config.map(({ key, value }) => [key, value])).toEqual([
      ['tags', ['sales']],
      ['materialized', 'view'],
      ['tags', ['nightly']],
      ['compression_level', 3],
      ['meta', { owner: 'finance' }],
    ])
    expect(orders?.columns[0]?.tests.map(({ name }) => name)).toEqual(['unique', 'not_null'])
    expect(orders?.tests.map(({ name }) => name)).toEqual(['row_count'])
    expect(text.slice(orders?.location.start, orders?.location.end)).toBe('orders')
    expect(text.slice(orders?.description?.location.start, orders?.description?.location.end)).toMatch(/^'One .*'$/)
  })

  test('may have nothing but a name, and keys without a value', () => {
    expect(loaded('models:\n  - name: orders\n    description:\n    columns:\n    config:\n').models).toMatchObject([
      { name: 'orders', description: undefined, columns: [], config: [], tests: [] },
    ])
    expect(loaded('').models).toEqual([])
    expect(loaded('models:\n').models).toEqual([])
  })
})

test('sources have tables, whose files and configuration may come from the source', () => {
  const { sources } = loaded(`
sources:
  - name: shop
    schema: public
    description: The shop.
    config: {connection: main, external_location: "data/{name}.csv"}
    tables:
      - name: orders
        identifier: ORDERS
        columns: [{name: id, data_tests: [not_null]}]
      - name: events
        meta: {external_location: "events/*.json"}
`)
  const [shop] = sources
  expect(shop).toMatchObject({
    name: 'shop',
    schema: 'public',
    database: undefined,
    description: { value: 'The shop.' },
  })
  expect(shop?.config.map(({ key, value }) => [key, value])).toEqual([
    ['connection', 'main'],
    ['external_location', 'data/{name}.csv'],
  ])
  expect(
    shop?.tables.map(({ name, identifier, externalLocation }) => [name, identifier, externalLocation?.value]),
  ).toEqual([
    ['orders', 'ORDERS', 'data/{name}.csv'],
    ['events', 'events', 'events/*.json'],
  ])
})

test('seeds, macros and tests that are files are described too', () => {
  const { seeds, macros, dataTests } = loaded(`
seeds:
  - name: regions
    config: {column_types: {id: bigint}, delimiter: ";"}
macros:
  - name: cents
    description: Turns cents into money.
    arguments: [{name: column, type: text, description: Which.}]
data_tests:
  - name: totals_match
    description: Sums are equal.
    config: {severity: warn}
`)
  expect(seeds[0]?.config.map(({ key }) => key)).toEqual(['column_types', 'delimiter'])
  expect(macros).toMatchObject([
    { name: 'cents', arguments: [{ name: 'column', type: 'text', description: { value: 'Which.' } }] },
  ])
  expect(dataTests).toMatchObject([{ name: 'totals_match', config: [{ key: 'severity', value: 'warn' }] }])
})

describe('tests of a model', () => {
  function testsOf(list: string) {
    const { models } = loaded(`models:\n  - name: orders\n    data_tests:\n${list}`)
    return (models[0]?.tests ?? []).map(({ name, namespace, customName, arguments: given, config, description }) => ({
      name: namespace === undefined ? name : `${namespace}.${name}`,
      customName: customName?.value,
      arguments: Object.fromEntries([...given].map(([key, { value }]) => [key, value])),
      config: Object.fromEntries(config.map(({ key, value }) => [key, value])),
      description: description?.value,
    }))
  }
  const plain = { customName: undefined, arguments: {}, config: {}, description: undefined }

  test('are a name, or a name and what belongs to it', () => {
    expect(testsOf('      - unique\n      - not_null:\n      - not_null: {config: {where: "id > 0"}}\n')).toEqual([
      { ...plain, name: 'unique' },
      { ...plain, name: 'not_null' },
      { ...plain, name: 'not_null', config: { where: 'id > 0' } },
    ])
  })

  test('have arguments below "arguments", or beside configuration as in old files', () => {
    const modern = '      - accepted_values: {arguments: {values: [a, b], quote: false}, config: {severity: warn}}\n'
    const old = '      - accepted_values: {values: [a, b], quote: false, severity: warn}\n'
    const expected = { ...plain, name: 'accepted_values', arguments: { values: ['a', 'b'], quote: false } }
    expect(testsOf(modern + old)).toEqual([
      { ...expected, config: { severity: 'warn' } },
      { ...expected, config: { severity: 'warn' } },
    ])
  })

  test('may belong to a package, have a name of their own and a description', () => {
    expect(testsOf('      - my_pkg.my_test: {name: short, description: Why., field: x}\n')).toEqual([
      { ...plain, name: 'my_pkg.my_test', customName: 'short', description: 'Why.', arguments: { field: 'x' } },
    ])
    expect(testsOf('      - {test_name: unique, name: short, column_name: id, config: {limit: 3}}\n')).toEqual([
      { ...plain, name: 'unique', customName: 'short', arguments: { column_name: 'id' }, config: { limit: 3 } },
    ])
  })

  test('keep the templates of their arguments and lose those of their configuration', () => {
    expect(
      testsOf(`      - relationships: {to: ref('x'), field: "{{ var('f') }}", limit: "{{ env_var('LIMIT') }}"}\n`),
    ).toEqual([
      { ...plain, name: 'relationships', arguments: { to: "ref('x')", field: "{{ var('f') }}" }, config: { limit: 5 } },
    ])
  })

  test('are placed where their name stands', () => {
    const text = 'models:\n  - name: o\n    tests:\n      - not_null: {arguments: {a: [1]}}\n'
    const [entry] = loaded(text).models[0]?.tests ?? []
    const argument = entry?.arguments.get('a')
    expect(text.slice(entry?.location.start, entry?.location.end)).toBe('not_null')
    expect(text.slice(argument?.location.start, argument?.location.end)).toBe('[1]')
  })
})

describe('mistakes', () => {
  const model = (lines: string) => `models:\n  - name: orders\n${lines}`
  test.each([
    ['a misspelt list', 'modles:\n  - name: orders\n'],
    ['a mapping where a list belongs', 'models:\n  name: orders\n'],
    ['an entry without a name', 'models:\n  - description: x\n    data_tests: [3]\n'],
    ['a misspelt key', model('    colums:\n      - name: id\n')],
    ['configuration beside config', model('    materialized: view\n')],
    [
      'a key of a column that is not known',
      model('    columns:\n      - name: id\n        typ: x\n        owner: me\n'),
    ],
    ['configuration that is a text', model('    config: view\n')],
    ['a misspelt configuration', model('    config: {materialised: view}\n')],
    ['a test that does not exist as a word', model('    data_tests: ["not null"]\n')],
    ['a test with its arguments beside it', model('    data_tests:\n      - accepted_values:\n        values: [a]\n')],
    ['arguments that are a list', model('    data_tests:\n      - accepted_values: [a, b]\n')],
    ['arguments in a list below "arguments"', model('    data_tests:\n      - x: {arguments: [a]}\n')],
    ['a misspelt severity', model('    data_tests:\n      - unique: {severity: wran}\n')],
    [
      'a configuration of a test that is not known',
      model('    data_tests:\n      - unique: {config: {serverity: warn}}\n'),
    ],
    [
      'one configuration in two places',
      model('    data_tests:\n      - unique: {severity: warn, config: {severity: error}}\n'),
    ],
    ['the argument model', model("    data_tests:\n      - x: {arguments: {model: ref('y')}}\n")],
    ['tests that are a name', model('    data_tests: unique\n')],
    ['a test that is a number', model('    data_tests: [7]\n')],
    ['a limit that is a text', model('    data_tests:\n      - unique: {limit: many}\n')],
    ['what does not exist yet', 'exposures: [{name: x}]\nunit_tests: []\nsnapshots:\n  - name: s\n'],
    [
      'what has no effect',
      model('    latest_version: 2\n    config: {unique_key: id, on_schema_change: ignore, pre_hook: "select 1"}\n'),
    ],
    [
      'limits of freshness that say nothing',
      'sources:\n  - name: s\n    freshness: {warn_after: {count: 1}, filter: [x]}\n    loaded_at_field: 7\n',
    ],
    ['a seed that is a view', 'seeds:\n  - name: s\n    config: {materialized: view}\n'],
    ['another format', 'version: 3\n'],
    ['a broken file', 'models:\n  - name: a\n   description: b\n'],
  ])('%s', (_, text) => {
    expect(shown(load(text).diagnostics, text).join('\n')).toMatchSnapshot()
  })

  test('are warnings in a project of dbt where dbt lets them pass', () => {
    const text = 'models:\n  - name: o\n    owner: me\n    owner: you\n    config: {team: x}\n'
    expect(shown(load(text, { isDbt: true }).diagnostics, text).join('\n')).toMatchInlineSnapshot(`
      "4:5 "owner" warning project/ignored-key: The key "owner" stands here a second time; the last one counts.
      4:5 "owner" warning project/ignored-key: "owner" is not a key of "o" and has no effect. Configuration goes below "config", data of your own below "meta".
      5:14 "team" warning project/ignored-key: "team" is not a key of the configuration of a model; it has an effect only where a template asks for it. Keys of your own go below "meta"."
    `)
  })

  test('do not hide what is in order', () => {
    const { properties, diagnostics } = load('models:\n  - name: a\n    x: 1\n  - nam: b\n  - name: c\n')
    expect(diagnostics).toHaveLength(3)
    expect(properties.models.map(({ name }) => name)).toEqual(['a', 'c'])
  })
})
