import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { type SelectOptions, select } from '../../src/select/select.ts'
import { manifestOf } from '../support/manifest.ts'

const manifest = manifestOf(
  `
  source erp.orders #pii path=models/bronze/_erp.yml
  source erp.customers path=models/bronze/_erp.yml
  source web.visits path=models/web.yml
  seed regions layer=bronze #static config.materialized=seed
  model bronze/orders layer=bronze #core patch=models/bronze/_bronze.yml config.materialized=parquet < erp.orders
  model bronze/customers layer=bronze patch=models/bronze/_bronze.yml config.materialized=view config.meta.owner=crm < erp.customers
  model silver/sales/silver_orders layer=silver #core #finance config.materialized=parquet config.tags=["core","finance"] < orders regions
  model silver/sales/silver_customers layer=silver config.group=crm config.access=public < customers
  model gold/revenue layer=gold #finance config.meta.certified=true < silver_orders silver_customers
  model gold/visits layer=gold package=web_package < web.visits
  model interface/finance_revenue layer=interface config.materialized=view < revenue
  test bronze/not_null_orders_id generic=not_null column=id path=models/bronze/_bronze.yml config.severity=warn < orders
  test bronze/unique_orders_id generic=unique column=id path=models/bronze/_bronze.yml < orders
  test silver/sales/relationships_orders_customers generic=relationships path=models/silver/_s.yml < silver_orders silver_customers
  test no_lost_revenue #finance < revenue orders
  `,
  { layers: ['bronze', 'silver', 'gold', 'interface'] },
)
const graph = buildGraph(manifest)

/** Names of what is selected, sources as `source.table`, in alphabetical order. */
function names(text: string, options: SelectOptions = {}): string {
  const { ids } = select(manifest, graph, { select: [text], indirect: 'empty', ...options })
  return [...ids]
    .map((id: NodeId) => id.split('.').slice(2).join('.'))
    .sort()
    .join(' ')
}

function messages(text: string, options: SelectOptions = {}): readonly string[] {
  const { diagnostics } = select(manifest, graph, { select: [text], ...options })
  return diagnostics.map(({ code, message, hint }) => `${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`)
}

const everyData =
  'customers erp.customers erp.orders finance_revenue orders regions revenue silver_customers silver_orders visits web.visits'
const everyTest = 'no_lost_revenue not_null_orders_id relationships_orders_customers unique_orders_id'

describe('methods', () => {
  test.each([
    ['fqn:orders', 'orders'],
    ['fqn:silver.sales', 'relationships_orders_customers silver_customers silver_orders'],
    ['fqn:tpch.silver', 'relationships_orders_customers silver_customers silver_orders'],
    ['fqn:sales', ''],
    ['fqn:*.sales.*', 'relationships_orders_customers silver_customers silver_orders'],
    ['fqn:silver*', 'relationships_orders_customers silver_customers silver_orders'],
    ['fqn:*_customers', 'relationships_orders_customers silver_customers'],
    ['fqn:*.*_customers', 'relationships_orders_customers silver_customers'],
    ['fqn:erp.orders', ''],
    ['fqn:web_package.gold', 'visits'],
    ['fqn:g?ld', ''],
    ['fqn:g?ld.*', 'revenue visits'],
    ['fqn:r[ae]venue', 'revenue'],
    ['layer:silver', 'silver_customers silver_orders'],
    ['layer:*er', 'silver_customers silver_orders'],
    ['tag:core', 'orders silver_orders'],
    ['tag:fin*', 'no_lost_revenue revenue silver_orders'],
    ['tag:pii', 'erp.orders'],
    ['path:models/gold', 'revenue visits'],
    ['path:models/gold/', 'revenue visits'],
    ['models/gold/', 'revenue visits'],
    ['path:models/*/sales/silver_orders.sql', 'silver_orders'],
    ['path:models/**/silver_*.sql', 'silver_customers silver_orders'],
    ['path:models/bronze/_bronze.yml', 'customers not_null_orders_id orders unique_orders_id'],
    ['path:gold', ''],
    ['path:.', `${everyData} ${everyTest}`.split(' ').sort().join(' ')],
    ['path:seeds', 'regions'],
    ['file:revenue.sql', 'revenue'],
    ['file:revenue', 'revenue'],
    ['revenue.sql', 'revenue'],
    ['regions.CSV', ''],
    ['file:silver_*', 'silver_customers silver_orders'],
    ['source:erp', 'erp.customers erp.orders'],
    ['source:erp.orders', 'erp.orders'],
    ['source:*.visits', 'web.visits'],
    ['source:tpch.*.*', 'erp.customers erp.orders web.visits'],
    ['package:web_package', 'visits'],
    ['package:this,layer:gold', 'revenue'],
    ['config.materialized:view', 'customers finance_revenue revenue silver_customers visits'],
    ['config.materialized:v*', ''],
    ['config.tags:finance', 'revenue silver_orders'],
    ['config.meta.owner:crm', 'customers'],
    ['config.meta.certified:TRUE', 'revenue'],
    ['config.severity:WARN', 'not_null_orders_id'],
    ['config.meta.owner.name:crm', ''],
    ['resource_type:seed', 'regions'],
    ['resource_type:source', 'erp.customers erp.orders web.visits'],
    ['resource_type:snapshot', ''],
    ['test_type:generic', 'not_null_orders_id relationships_orders_customers unique_orders_id'],
    ['test_type:singular', 'no_lost_revenue'],
    ['test_type:data', everyTest],
    ['test_type:unit', ''],
    ['test_name:not_null', 'not_null_orders_id'],
    ['test_name:*', 'not_null_orders_id relationships_orders_customers unique_orders_id'],
    ['group:crm', 'silver_customers'],
    ['access:public', 'silver_customers'],
    ['access:protected', 'customers finance_revenue orders revenue silver_orders visits'],
  ])('%s', (text, expected) => {
    expect(names(text)).toBe(expected)
  })
})

describe('operators', () => {
  test.each([
    ['+revenue', 'customers erp.customers erp.orders orders regions revenue silver_customers silver_orders'],
    ['1+revenue', 'revenue silver_customers silver_orders'],
    ['0+revenue', 'revenue'],
    ['revenue+', 'finance_revenue no_lost_revenue revenue'],
    ['orders+1', 'no_lost_revenue not_null_orders_id orders silver_orders unique_orders_id'],
    ['1+silver_orders+1', 'orders regions relationships_orders_customers revenue silver_orders'],
    ['source:web+', 'visits web.visits'],
    ['@regions', everyDataOf('@regions')],
    ['@finance_revenue', `finance_revenue ${names('+revenue')}`.split(' ').sort().join(' ')],
    ['@+web.visits', ''],
    ['layer:gold+', 'finance_revenue no_lost_revenue revenue visits'],
    ['+layer:bronze,resource_type:source', 'erp.customers erp.orders'],
    ['tag:core,layer:bronze', 'orders'],
    ['tag:core+,+revenue', 'orders revenue silver_orders'],
    ['orders customers', 'customers orders'],
    ['  orders\t tag:core,layer:silver ', 'orders silver_orders'],
  ])('%s', (text, expected) => {
    expect(names(text)).toBe(expected)
  })

  function everyDataOf(_text: string): string {
    return [
      ...[
        'finance_revenue',
        'regions',
        'revenue',
        'silver_orders',
        'relationships_orders_customers',
        'no_lost_revenue',
      ],
      ...['orders', 'erp.orders', 'silver_customers', 'customers', 'erp.customers'],
    ]
      .sort()
      .join(' ')
  }
})

describe('a bare word', () => {
  test.each([
    ['revenue', 'revenue'],
    ['gold', 'revenue visits'],
    ['gold+', 'finance_revenue no_lost_revenue revenue visits'],
    ['interface', 'finance_revenue'],
    ['silver', 'relationships_orders_customers silver_customers silver_orders'],
    ['silver.sales', 'relationships_orders_customers silver_customers silver_orders'],
    ['tpch.gold', 'revenue'],
    ['core', 'orders silver_orders'],
    ['cor?', ''],
    [
      'models',
      everyData
        .replace('regions ', '')
        .concat(' not_null_orders_id relationships_orders_customers unique_orders_id')
        .split(' ')
        .sort()
        .join(' '),
    ],
    ['erp', ''],
    ['erp.orders', ''],
    ['sales', ''],
    [
      '*',
      everyData
        .split(' ')
        .filter((name) => !name.includes('.'))
        .concat(everyTest.split(' '))
        .sort()
        .join(' '),
    ],
  ])('%s', (text, expected) => {
    expect(names(text)).toBe(expected)
  })

  test('that names a layer finds it although no folder and no tag has the name', () => {
    const layered = manifestOf('model a layer=gold\nmodel b layer=silver\ntest t < a', { layers: ['silver', 'gold'] })
    expect([...select(layered, buildGraph(layered), { select: ['gold'] }).ids]).toEqual(['model.tpch.a', 'test.tpch.t'])
  })
})

describe('a bare word that means two things', () => {
  const ambiguous = (text: string, word: string, layers: readonly string[] = ['silver', 'gold']) => {
    const other = manifestOf(text, { layers })
    const { ids, diagnostics } = select(other, buildGraph(other), { select: [word] })
    return {
      ids: [...ids].map((id) => id.split('.')[2]),
      said: diagnostics.map(({ message, hint }) => `${message} ${hint}`),
    }
  }

  test('is the node before the layer', () => {
    expect(ambiguous('model gold layer=silver\nmodel a layer=gold\nmodel b layer=gold', 'gold')).toEqual({
      ids: ['gold'],
      said: [
        '"gold" is taken as a model. It is also a layer (2 nodes). Say which one with "fqn:gold" or "layer:gold".',
      ],
    })
  })

  test('is the layer before the folder', () => {
    expect(ambiguous('model gold/a layer=silver\nmodel b layer=gold', 'gold')).toEqual({
      ids: ['b'],
      said: [
        '"gold" is taken as a layer (1 node). It is also a folder (1 node). Say which one with "layer:gold" or "fqn:gold".',
      ],
    })
  })

  test('is the folder before the tag, as in dbt', () => {
    expect(ambiguous('model finance/a\nmodel b #finance\nmodel c #finance', 'finance')).toEqual({
      ids: ['a'],
      said: [
        '"finance" is taken as a folder (1 node). It is also a tag (2 nodes). Say which one with "fqn:finance" or "tag:finance".',
      ],
    })
  })

  test('is not worth a word when every meaning has the same models', () => {
    expect(ambiguous('model gold/a layer=gold #gold\ntest gold/t < a', 'gold')).toEqual({ ids: ['a', 't'], said: [] })
  })

  test('is named as often as it is written, also in --exclude', () => {
    const other = manifestOf('model finance/a\nmodel b #finance')
    const { diagnostics } = select(other, buildGraph(other), { exclude: ['finance'] })
    expect(diagnostics).toMatchObject([{ code: 'select/ambiguous', location: { file: '--exclude', start: 0, end: 7 } }])
  })
})

describe('tests', () => {
  test.each([
    ['eager', 'orders', 'no_lost_revenue not_null_orders_id orders unique_orders_id'],
    ['cautious', 'orders', 'not_null_orders_id orders unique_orders_id'],
    ['cautious', 'orders revenue', 'no_lost_revenue not_null_orders_id orders revenue unique_orders_id'],
    ['buildable', 'revenue', 'no_lost_revenue revenue'],
    ['buildable', 'orders', 'not_null_orders_id orders unique_orders_id'],
    ['buildable', 'silver_orders', 'silver_orders'],
    ['empty', 'orders', 'orders'],
    ['empty', 'orders no_lost_revenue', 'no_lost_revenue orders'],
    ['cautious', 'tag:core,layer:silver', 'silver_orders'],
    ['eager', 'test_type:singular', 'no_lost_revenue'],
  ] as const)('come along %s with %s', (indirect, text, expected) => {
    expect(names(text, { indirect })).toBe(expected)
  })

  test('come along with each part of an intersection before the parts are compared', () => {
    expect(names('orders,test_name:unique', { indirect: 'eager' })).toBe('unique_orders_id')
  })

  test('are excluded with what they test', () => {
    expect(names('orders revenue', { indirect: 'eager', exclude: ['orders'] })).toBe('revenue')
  })
})

describe('exclude and kinds of nodes', () => {
  test('without a selection everything is selected', () => {
    const { ids, diagnostics } = select(manifest, graph)
    expect([...ids]).toEqual(graph.order)
    expect(diagnostics).toEqual([])
  })

  test('what is excluded is taken away at the end', () => {
    expect(names('+revenue', { exclude: ['+silver_orders'] })).toBe('customers erp.customers revenue silver_customers')
    expect(names('orders', { select: [], exclude: ['resource_type:source', 'models/', 'test_type:data'] })).toBe(
      'regions',
    )
  })

  test('several options are one selection', () => {
    expect(names('', { select: ['orders', 'customers tag:core'] })).toBe('customers orders silver_orders')
  })

  test('kinds of nodes are filtered last', () => {
    expect(names('+silver_orders', { resourceTypes: ['seed', 'source'] })).toBe('erp.orders regions')
    expect(names('+silver_orders', { excludeResourceTypes: ['source'] })).toBe('orders regions silver_orders')
  })
})

describe('nothing selected', () => {
  test.each([
    [
      'slver',
      ['select/no-match: "slver" is not the name of a model, seed, test, layer, folder or tag. Did you mean "silver"?'],
    ],
    [
      '+revenu+',
      [
        'select/no-match: "revenu" is not the name of a model, seed, test, layer, folder or tag. Did you mean "+revenue+"?',
      ],
    ],
    ['tag:finanec', ['select/no-match: Nothing matches "tag:finanec". Did you mean "tag:finance"?']],
    ['1+layer:glod', ['select/no-match: Nothing matches "1+layer:glod". Did you mean "1+layer:gold"?']],
    ['path:models/glod', ['select/no-match: Nothing matches "path:models/glod". Did you mean "path:models/gold"?']],
    ['source:erp.order', ['select/no-match: Nothing matches "source:erp.order". Did you mean "source:erp.orders"?']],
    [
      'config.materialized:veiw',
      ['select/no-match: Nothing matches "config.materialized:veiw". Did you mean "config.materialized:view"?'],
    ],
    ['test_name:not_nul', ['select/no-match: Nothing matches "test_name:not_nul". Did you mean "test_name:not_null"?']],
    [
      'erp',
      [
        'select/no-match: "erp" is not the name of a model, seed, test, layer, folder or tag. It is a source: write "source:erp".',
      ],
    ],
    [
      'qqqqqqqq',
      [
        'select/no-match: "qqqqqqqq" is not the name of a model, seed, test, layer, folder or tag. See what there is with: tpchmodel ls',
      ],
    ],
    [
      'tag:pii,layer:gold',
      [
        'select/no-match: Each part of "tag:pii,layer:gold" matches something, but nothing matches all of them. A comma keeps what both parts have; write a blank to get what either of them has.',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(messages(text)).toEqual(expected)
  })

  test('because all of it is excluded', () => {
    expect(messages('orders', { exclude: ['layer:bronze'] })).toEqual([
      'select/no-match: Everything that is selected is also excluded by "layer:bronze". See what is selected with: tpchmodel ls',
    ])
  })

  test('because it has another type', () => {
    expect(messages('gold', { resourceTypes: ['seed'], indirect: 'empty' })).toEqual([
      'select/no-match: No seed is selected; the selection has 2 of other types. See what is selected with: tpchmodel ls',
    ])
  })

  test('because the project has none of the type', () => {
    const other = manifestOf('')
    expect(select(other, buildGraph(other), { resourceTypes: ['seed'] }).diagnostics).toMatchObject([
      { code: 'select/no-match', message: 'The project has no seed.' },
    ])
  })

  test('in one part of several is a warning, with its place', () => {
    const { ids, diagnostics } = select(manifest, graph, { select: ['orders', 'slver'], exclude: ['tag:pi'] })
    expect(ids.size).toBe(4)
    expect(diagnostics).toMatchObject([
      { code: 'select/no-match-part', location: { file: '--select', start: 7, end: 12 } },
      { code: 'select/no-match-part', location: { file: '--exclude', start: 0, end: 6 } },
    ])
  })
})

describe('result: looks at how nodes ended before', () => {
  const ended = { orders: 'error', customers: 'success' }
  const idOf = (name: string) =>
    [...manifest.nodes.values()].find((node) => node.type === 'model' && node.name === name)?.id
  const results = new Map([
    ['model.shop.of_long_ago', 'error'],
    ...Object.entries(ended).map(([name, status]) => [idOf(name) ?? '', status] as const),
  ])

  test.each([
    ['result:error', 'orders'],
    ['result:success', 'customers'],
    ['result:error+1', 'orders silver_orders'],
  ])('%s', (text, expected) => {
    expect(names(text, { past: { results }, resourceTypes: ['model'] })).toBe(expected)
  })

  test('a status that is none', () => {
    expect(messages('result:errr')[0]).toContain('Did you mean "result:error"?')
  })
})
