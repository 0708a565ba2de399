import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { planRun } from '../../src/plan/plan-run.ts'
import type { Plan } from '../../src/plan/step.ts'
import { manifestOf } from '../support/manifest.ts'
import { parsedFiles } from '../support/workspace.ts'

function planOf(manifest: Manifest, names?: readonly string[], lake = true): Plan {
  const wanted = [...manifest.nodes.values()].filter(({ name }) => names === undefined || names.includes(name))
  return planRun({
    manifest,
    graph: buildGraph(manifest),
    selected: new Set(wanted.map(({ id }) => id)),
    environment: 'dev',
    lake,
  })
}

const shortName = (id: NodeId) => id.split('.').slice(2).join('.')

/** `child < what it waits for`, in the order of the plan. */
function waits(plan: Plan): readonly string[] {
  return plan.nodes.map(({ id, waitsFor }) =>
    `${shortName(id)} < ${waitsFor.map(shortName).sort().join(' ')}`.trimEnd(),
  )
}

function stepsOf(plan: Plan): readonly string[] {
  return plan.nodes.map(({ id, steps }) => `${shortName(id)}: ${steps.map(({ type }) => type).join(' ')}`)
}

describe('a node waits for', () => {
  test('its parents, and for the tests that speak of them', () => {
    const manifest = manifestOf(`
      model silver/orders
      model gold/revenue < orders
      test unique_orders generic=unique column=id < orders
      test warned severity=warn generic=not_null column=id < orders
    `)
    expect(waits(planOf(manifest))).toEqual([
      'orders <',
      'revenue < orders unique_orders',
      'unique_orders < orders',
      'warned < orders',
    ])
  })

  test('no test that has to wait for the node itself', () => {
    const manifest = manifestOf(`
      model silver/orders
      model gold/revenue < orders
      test child_has_parents generic=relationships column=id < orders revenue
    `)
    expect(waits(planOf(manifest))).toEqual(['orders <', 'revenue < orders', 'child_has_parents < orders revenue'])
  })

  test('nothing that the run does not build', () => {
    const manifest = manifestOf(`
      seed raw/regions
      model silver/orders < regions
      model gold/revenue < orders
      test unique_orders generic=unique column=id < orders
    `)
    const plan = planOf(manifest, ['revenue'])
    expect(waits(plan)).toEqual(['revenue <'])
    expect(plan.reads.map(shortName)).toEqual(['orders'])
    expect(plan.publishes).toBe(true)
  })

  test('what an ephemeral parent reads', async () => {
    const { manifest } = await parsedFiles({
      'models/silver/a.sql': 'select 1 as n',
      'models/silver/b.sql': "{{ config(materialized='ephemeral') }} select * from {{ ref('a') }}",
      'models/gold/c.sql': "select * from {{ ref('b') }}",
    })
    expect(waits(planOf(manifest))).toEqual(['a <', 'c < a'])
    expect(planOf(manifest, ['c']).reads.map(shortName)).toEqual(['a'])
  })
})

describe('the steps', () => {
  test('follow from how a node is kept', async () => {
    const { manifest } = await parsedFiles({
      'seeds/s.csv': 'n\n1\n',
      'models/sources.yml':
        'sources:\n  - name: crm\n    tables: [{name: orders}, {name: files, config: {external_location: a.csv}}]\n',
      'models/bronze/a.sql': "select * from {{ source('crm', 'orders') }}",
      'models/bronze/b.sql': "select * from {{ source('crm', 'files') }}",
      'models/gold/c.sql': "{{ config(materialized='table') }} select 1 as n",
      'models/interface/d.sql': "select * from {{ ref('c') }}",
      'models/interface/e.sql': "{{ config(export='parquet') }} select * from {{ ref('c') }}",
    })
    expect(stepsOf(planOf(manifest))).toEqual([
      'c: writeParquet verify store',
      's: readSeed writeParquet verify store',
      'a: extract writeParquet verify store',
      'b: writeParquet verify store',
      'd: createView',
      'e: createView writeParquet verify store',
    ])
    expect(stepsOf(planOf(manifest, ['s', 'c', 'd', 'e'], false))).toEqual([
      'c: createTable',
      's: readSeed createTable',
      'd: createView',
      'e: createView',
    ])
  })

  test('of a run of tests publish nothing', () => {
    const manifest = manifestOf(`
      model silver/orders
      test unique_orders generic=unique column=id < orders
    `)
    const plan = planOf(manifest, ['unique_orders'])
    expect([plan.publishes, plan.reads.map(shortName), stepsOf(plan)]).toEqual([
      false,
      ['orders'],
      ['unique_orders: test'],
    ])
  })
})

test('tests that one pass over their rows can answer are asked together', async () => {
  const list = '[not_null, unique, custom]'
  const entry = (name: string) => `{name: ${name}, columns: [{name: n, data_tests: ${list}}]}`
  const { manifest } = await parsedFiles({
    'macros/custom.sql': '{% test custom(model, column_name) %}select 1 from {{ model }}{% endtest %}',
    'models/gold/kept.sql': 'select 1 as n',
    'models/gold/seen.sql': "{{ config(materialized='view') }} select 1 as n",
    'models/gold/inlined.sql': "{{ config(materialized='ephemeral') }} select 1 as n",
    'models/gold/all.yml': `models: [${['kept', 'seen', 'inlined'].map(entry).join(', ')}]`,
  })
  const together = planOf(manifest).nodes.flatMap(({ id, steps }) =>
    steps.flatMap((step) =>
      step.type === 'test' && step.together !== undefined ? [`${shortName(id)}: ${shortName(step.together)}`] : [],
    ),
  )
  expect(together.map((text) => text.replace(/\.\w+:/, ':')).sort()).toEqual([
    'custom_seen_n: seen',
    'not_null_kept_n: kept',
    'not_null_seen_n: seen',
    'unique_seen_n: seen',
  ])
})
