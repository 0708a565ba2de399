import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import { askedMethods } from '../../src/select/asked-methods.ts'
import { type SelectOptions, select } from '../../src/select/select.ts'
import { manifestOf } from '../support/manifest.ts'
import { selectorsOf } from '../support/selectors.ts'

const manifest = manifestOf(
  `
  model bronze/orders layer=bronze #nightly
  model bronze/customers layer=bronze
  model silver/sales layer=silver #nightly < orders customers
  model gold/revenue layer=gold #money < sales
  model gold/visits layer=gold < customers
  test unique_orders generic=unique < orders
  test sales_have_customers generic=relationships < sales customers
  `,
  { layers: ['bronze', 'silver', 'gold'] },
)
const graph = buildGraph(manifest)

const namesOf = (ids: Iterable<string>) =>
  [...ids]
    .map((id) => id.split('.')[2])
    .sort()
    .join(' ')

/** Names of what a definition selects. */
async function found(definition: string, options: SelectOptions = {}): Promise<string> {
  const { selectors, problems } = await selectorsOf(`selectors:\n  - {name: it, definition: ${definition}}\n`)
  expect(problems).toEqual([])
  const { ids } = select(manifest, graph, { selector: 'it', indirect: 'empty', ...options, selectors })
  return namesOf(ids)
}

describe('a definition', () => {
  test.each([
    ['orders', 'orders'],
    ['"tag:nightly+1"', 'orders revenue sales sales_have_customers unique_orders'],
    ['{tag: nightly}', 'orders sales'],
    ['{config.materialized: seed}', ''],
    ['{method: tag, value: money, parents: true, parents_depth: 1}', 'revenue sales'],
    ['{method: tag, value: money, parents: true, parents_depth: "1"}', 'revenue sales'],
    ['{method: tag, value: money, parents: true, parents_depth: 0}', 'customers orders revenue sales'],
    ['{method: fqn, value: orders, children: true}', 'orders revenue sales sales_have_customers unique_orders'],
    ['{method: fqn, value: visits, childrens_parents: true}', 'customers visits'],
    ['{method: tag, value: nightly, exclude: [orders]}', 'sales'],
    ['{method: tag, value: nightly, exclude: [orders, {layer: silver}]}', ''],
    ['{method: fqn, value: orders, indirect_selection: eager}', 'orders unique_orders'],
    ['{union: [orders, {layer: gold}]}', 'orders revenue visits'],
    ['{union: [orders, {layer: gold}, {exclude: [tag:money, visits]}]}', 'orders'],
    ['{intersection: [tag:nightly, {layer: silver}]}', 'sales'],
    ['{intersection: [tag:nightly, {exclude: [orders]}]}', 'sales'],
    ['{union: [{intersection: [tag:nightly, layer:bronze]}, {union: [visits]}]}', 'orders visits'],
    ['{union: []}', ''],
  ])('%s selects: %s', async (definition, expected) => {
    expect(await found(definition)).toBe(expected)
  })

  test('takes tests along as the command says, where it does not say itself', async () => {
    expect(await found('{union: [sales, "{{ \'orders\' }}"]}', { indirect: 'eager' })).toBe(
      'orders sales sales_have_customers unique_orders',
    )
    expect(await found('{union: [sales, customers]}', { indirect: 'cautious' })).toBe('customers sales')
  })
})

describe('selectors', () => {
  const yaml = `
selectors:
  - {name: nightly, definition: tag:nightly}
  - {name: untested, definition: {method: selector, value: nightly, indirect_selection: eager}}
  - {name: few, definition: {union: [{method: fqn, value: orders}, {exclude: [test_name:unique]}]}}
`
  const asked = async (options: SelectOptions) => {
    const { selectors } = await selectorsOf(yaml)
    const { ids, diagnostics } = select(manifest, graph, { ...options, selectors })
    return { names: namesOf(ids), codes: diagnostics.map(({ code }) => code) }
  }

  test('are criteria like others', async () => {
    expect((await asked({ select: ['selector:nightly+1'], indirect: 'empty' })).names).toBe(
      'orders revenue sales sales_have_customers unique_orders',
    )
    expect((await asked({ select: ['selector:nightly,layer:silver'], indirect: 'empty' })).names).toBe('sales')
    expect((await asked({ exclude: ['selector:nightly'] })).names).toBe('customers revenue visits')
    expect((await asked({ select: ['selector:[nf]*'], indirect: 'empty' })).names).toBe('orders sales')
  })

  test('keep away the tests that they exclude', async () => {
    expect((await asked({ select: ['selector:few'] })).names).toBe('orders')
  })

  test('take the place of --select and --exclude, with a warning', async () => {
    expect(await asked({ selector: 'few', select: ['visits'], exclude: ['orders'] })).toEqual({
      names: 'orders',
      codes: ['select/ignored'],
    })
  })

  test('that nobody defined are told', async () => {
    expect((await asked({ selector: 'night*' })).codes).toEqual(['select/unknown-selector'])
    expect((await asked({ select: ['selector:x', 'selector:y*'] })).codes).toHaveLength(2)
  })

  test('that refer to each other many times over are looked up once each', async () => {
    const chain = Array.from(
      { length: 40 },
      (_, index) => `  - {name: s${index}, definition: {union: [selector:s${index + 1}, selector:s${index + 1}]}}\n`,
    )
    const { selectors } = await selectorsOf(`selectors:\n${chain.join('')}  - {name: s40, definition: orders}\n`)
    expect([...select(manifest, graph, { selector: 's0', selectors, indirect: 'empty' }).ids]).toHaveLength(1)
  })
})

test('what has to be read for a selection is known from the selectors that it names too', async () => {
  const { selectors } = await selectorsOf(`
selectors:
  - {name: changed, definition: {method: state, value: modified, exclude: [selector:broken]}}
  - {name: broken, definition: {union: [result:error, tag:nightly]}}
  - {name: other, definition: source_status:fresher}
`)
  const methods = (options: SelectOptions) => [...askedMethods(options, selectors)].sort()
  expect(methods({ selector: 'changed' })).toEqual(['result', 'selector', 'state', 'tag'])
  expect(methods({ select: ['orders'], exclude: ['tag:x,selector:o*'] })).toEqual([
    'selector',
    'source_status',
    'tag',
    'word',
  ])
  expect(methods({ selector: 'broken', select: ['state:new'] })).toEqual(['result', 'tag'])
})

test('state: and source_status: ask what is known of earlier commands', () => {
  const past = {
    state: (node: { readonly id: string }, value: string) => value === 'new' && node.id.endsWith('.visits'),
    fresher: new Set(['model.tpch.orders']),
  }
  const found = (text: string) => namesOf(select(manifest, graph, { select: [text], past, indirect: 'empty' }).ids)
  expect(found('state:new')).toBe('visits')
  expect(found('state:old')).toBe('')
  expect(found('source_status:fresher')).toBe('orders')
})

test('in a project of dbt, what dbt passes over is a warning, and means what dbt takes it for', async () => {
  const yaml = `
selectors:
  - name: twice
    definition: orders
  - name: twice
    definition: {union: [tag:nightly, {method: fqn, value: visits, exclude: [orders]}]}
`
  const { selectors, problems } = await selectorsOf(yaml, { isDbt: true })
  expect(problems).toEqual([
    'project/ignored-key: "method" is not a key of an item with "exclude" and has no effect.',
    'project/ignored-key: "value" is not a key of an item with "exclude" and has no effect.',
    'project/ignored-key: The selector "twice" is defined a second time; the last definition counts.',
  ])
  const { ids } = select(manifest, graph, { selector: 'twice', selectors, indirect: 'empty' })
  expect([...ids]).toEqual(['model.tpch.sales'])
})
