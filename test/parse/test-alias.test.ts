import { expect, test } from 'vitest'
import type { DataTestNode } from '../../src/manifest/node.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import { testAlias } from '../../src/parse/test-alias.ts'

const values = ['placed', 'shipped', 'completed', 'return_pending', 'returned']

function aliasOf(attachedTo: string, name: string): string {
  const node: Pick<DataTestNode, 'name' | 'generic'> = {
    name,
    generic: {
      testName: 'accepted_values',
      attachedTo: nodeId('model', 'jaffle_shop', attachedTo),
      column: 'status',
      arguments: { values },
    },
  }
  return testAlias(node)
}

test('a test of a version of a model has the short name that dbt gives it', () => {
  const name = 'accepted_values_stg_orders_v1_status__placed__shipped__completed__return_pending__returned'
  expect(aliasOf('stg_orders.v1', name)).toBe('accepted_values_stg_orders_v1_7d8b300100a2dd9b533883deb343ced0')
})

test('a long name that somebody gave is kept', () => {
  const name = 'the_status_of_an_order_is_one_of_those_that_the_shop_has_known_since_it_opened'
  expect(aliasOf('stg_orders.v1', name)).toBe(name)
})
