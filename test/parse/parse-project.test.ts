import { describe, expect, test } from 'vitest'
import type { ModelNode } from '../../src/manifest/node.ts'
import { text } from '../support/rig.ts'
import { nodeNamed, parsedFiles, parseFiles, problemsOf } from '../support/workspace.ts'

async function model(files: Readonly<Record<string, string>>, name = 'm'): Promise<ModelNode> {
  const node = nodeNamed(await parsedFiles(files), name)
  if (node.type !== 'model') throw new Error(`${name} is no model.`)
  return node
}

describe('configuration', () => {
  const levels = {
    'project.yml': text`
      name: shop
      layers: [silver, gold]
      models:
        +compression: gzip
        +tags: project
        +meta: {owner: project, team: data}
        shop:
          silver:
            +compression: snappy
            +tags: [folder]
    `,
    'models/silver/m.yml': text`
      models:
        - name: m
          config: {compression: lz4, tags: [properties], meta: {owner: properties}}
    `,
  }

  test('of the file is stronger than that of a properties file, of a folder, and of the project', async () => {
    const sql = { 'models/silver/m.sql': "{{ config(compression='zstd') }} select 1 as n" }
    expect((await model({ ...levels, ...sql })).config['compression']).toBe('zstd')
    expect((await model({ ...levels, 'models/silver/m.sql': 'select 1 as n' })).config['compression']).toBe('lz4')
    const { 'project.yml': project } = levels
    expect((await model({ 'project.yml': project, 'models/silver/m.sql': 'select 1' })).config['compression']).toBe(
      'snappy',
    )
    expect((await model({ 'project.yml': project, 'models/m.sql': 'select 1' })).config['compression']).toBe('gzip')
  })

  test('of tags and meta adds up', async () => {
    const sql = { 'models/silver/m.sql': "{{ config(tags='file', meta={'reviewed': true}) }} select 1 as n" }
    const { tags, meta } = await model({ ...levels, ...sql })
    expect(tags).toEqual(['project', 'folder', 'properties', 'file'])
    expect(meta).toEqual({ owner: 'properties', team: 'data', reviewed: true })
  })

  test('that is wrong is pointed out at its key or at its value', async () => {
    const result = await parseFiles({ 'models/gold/m.sql': "{{ config(hugeint='big', tgas='x') }} select 1 as n" })
    const places = result.ok
      ? []
      : result.diagnostics.map(({ code, location }) => [code, location?.start, location?.end])
    expect(places).toEqual([
      ['project/wrong-value', 18, 23],
      ['project/unknown-key', 25, 29],
    ])
  })
})

describe('a layer', () => {
  test.for([
    ['its configuration', { 'models/gold/m.sql': "{{ config(layer='silver', tags='bronze') }} select 1" }, 'silver'],
    ['its tag', { 'models/gold/m.sql': "{{ config(tags='bronze') }} select 1" }, 'bronze'],
    ['its folder', { 'models/gold/finance/m.sql': 'select 1' }, 'gold'],
    ['nothing', { 'models/other/m.sql': 'select 1' }, undefined],
  ] as const)('of a model follows from %s', async ([, files, layer]) => {
    expect((await model(files)).layer).toBe(layer)
  })

  test('is the schema, and says how a model is kept', async () => {
    const kept = async (layer: string) => {
      const { relation, materialization } = await model({ [`models/${layer}/m.sql`]: 'select 1 as n' })
      return `${relation.schema}.${relation.identifier} ${materialization}`
    }
    expect([await kept('gold'), await kept('interface'), await kept('other')]).toEqual([
      'gold.m parquet',
      'interface.m view',
      'main.m view',
    ])
  })

  test('that is lower may not read a higher one, unless the project allows it', async () => {
    const files = {
      'models/gold/high.sql': 'select 1 as n',
      'models/silver/low.sql': "select * from {{ ref('high') }}",
    }
    expect(await problemsOf(files)).toEqual([
      'parse/upward-ref: "low" is in the layer silver and reads "high" of the higher layer gold.',
    ])
    const project = 'name: shop\nlayers: [silver, gold]\nallow-upward-refs: true\n'
    expect(await problemsOf({ ...files, 'project.yml': project })).toEqual([])
  })
})

describe('references', () => {
  test('in branches that are not taken count', async () => {
    const { dependsOn } = await model({
      'models/gold/a.sql': 'select 1 as n',
      'models/gold/b.sql': 'select 1 as n',
      'models/gold/m.sql': "select * from {% if execute %}{{ ref('a') }}{% else %}{{ ref('b') }}{% endif %}",
    })
    expect(dependsOn).toEqual(['model.shop.a', 'model.shop.b'])
  })

  test('that a macro makes are found by rendering', async () => {
    const { dependsOn, macros } = await model({
      'macros/m.sql': "{% macro input(name) %}{{ ref('raw_' ~ name) }}{% endmacro %}",
      'models/gold/raw_a.sql': 'select 1 as n',
      'models/gold/m.sql': "select * from {{ input('a') }}",
    })
    expect([dependsOn, macros]).toEqual([['model.shop.raw_a'], ['macro.shop.input']])
  })

  test('to a model that has a mistake of its own are no second mistake', async () => {
    expect(
      await problemsOf({
        'models/gold/a.sql': 'select {{ 1 + }}',
        'models/gold/m.sql': "select * from {{ ref('a') }}, {{ ref('nowhere') }}",
      }),
    ).toEqual([
      'parse/template: Expected an expression, but found "}}".',
      'parse/unknown-ref: No model or seed is named "nowhere".',
    ])
  })

  test('of a test to a disabled model disable the test', async () => {
    const { manifest } = await parsedFiles({
      'models/gold/old.sql': '{{ config(enabled=false) }} select 1 as n',
      'models/gold/m.sql': 'select 1 as n',
      'models/gold/m.yml': text`
        models:
          - name: m
            columns:
              - {name: n, data_tests: [unique, {relationships: {to: "ref('old')", field: n}}]}
          - name: old
            columns:
              - {name: n, data_tests: [unique]}
      `,
    })
    const tests = [...manifest.nodes.values()].filter(({ type }) => type === 'test').map(({ name }) => name)
    expect(tests).toEqual(['unique_m_n'])
    expect([...manifest.disabled.values()].map(({ name }) => name).sort()).toEqual([
      'old',
      'relationships_m_n__n__ref_old_',
      'unique_old_n',
    ])
  })
})

describe('names', () => {
  test('are one in upper and lower case, and so are addresses', async () => {
    expect(
      await problemsOf({
        'models/gold/m.sql': 'select 1',
        'models/silver/M.sql': 'select 1',
        'models/gold/other.sql': "{{ config(alias='M') }} select 1",
      }),
    ).toEqual([
      'parse/duplicate-name: Two nodes are written to "gold"."M".',
      'parse/duplicate-name: Two models or seeds are named "M".',
    ])
  })

  test('of columns that are quoted are quoted in their tests', async () => {
    const parsed = await parsedFiles({
      'models/gold/m.sql': 'select 1 as "Order ID"',
      'models/gold/m.yml':
        'models:\n  - name: m\n    columns:\n      - {name: Order ID, quote: true, data_tests: [unique]}\n',
    })
    const tests = [...parsed.manifest.nodes.values()].filter((node) => node.type === 'test')
    expect(tests.map(({ generic }) => generic?.column)).toEqual(['"Order ID"'])
  })

  test('of tables go through the macros of the project, where it has them', async () => {
    const files = {
      'project.yml': 'name: shop\n',
      'models/m.sql': "{{ config(schema='marts', alias='x') }} select 1",
    }
    expect((await model(files)).relation).toEqual({ schema: 'main_marts', identifier: 'x' })
    const macros = {
      'macros/names.sql': text`
        {% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}
        {% macro generate_alias_name(custom=none, node=none) %}t_{{ custom or node.name }}{% endmacro %}
      `,
    }
    expect((await model({ ...files, ...macros })).relation).toEqual({ schema: 'marts', identifier: 't_x' })
  })
})
