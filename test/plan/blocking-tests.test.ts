import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import { condemned } from '../../src/plan/blocking-tests.ts'
import { manifestOf } from '../support/manifest.ts'

function condemnedBy(name: string, text: string): readonly string[] {
  const manifest = manifestOf(text)
  const found = [...manifest.nodes.values()].find((node) => node.name === name)
  if (found?.type !== 'test') throw new Error(`${name} is no test.`)
  return condemned(found, buildGraph(manifest)).map((id) => id.split('.').slice(2).join('.'))
}

test('a generic test condemns the model that it is declared on, whatever else it reads', () => {
  const text = `
    model silver/customers
    model silver/accounts
    test known_customer generic=relationships column=id < accounts customers
  `
  expect(condemnedBy('known_customer', text)).toEqual(['accounts'])
})

test('a singular test condemns what is built last of what it reads', () => {
  const text = `
    model bronze/lines
    model silver/orders < lines
    model gold/revenue < orders
    model gold/counts < orders
    test sums_agree < lines orders revenue
    test gold_agrees < revenue counts
  `
  expect(condemnedBy('sums_agree', text)).toEqual(['revenue'])
  expect(condemnedBy('gold_agrees', text)).toEqual(['counts', 'revenue'])
})
