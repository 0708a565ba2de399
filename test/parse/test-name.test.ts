import { expect, test } from 'vitest'
import { genericTestHash, genericTestName } from '../../src/parse/test-name.ts'
import type { JsonObject } from '../../src/util/json.ts'

/** Names and hashes that dbt gives the tests of its sample project, whose package is `jaffle_shop`. */
const known: readonly (readonly [string, string, JsonObject, string])[] = [
  ['unique', 'customers', { column_name: 'customer_id' }, 'unique_customers_customer_id.c5af1ff4b1'],
  ['not_null', 'orders', { column_name: 'amount' }, 'not_null_orders_amount.106140f9fd'],
  [
    'relationships',
    'orders',
    { column_name: 'customer_id', to: "ref('customers')", field: 'customer_id' },
    'relationships_orders_customer_id__customer_id__ref_customers_.c6ec7f58f2',
  ],
  [
    'accepted_values',
    'orders',
    { column_name: 'status', values: ['placed', 'shipped', 'completed', 'return_pending', 'returned'] },
    'accepted_values_orders_status__placed__shipped__completed__return_pending__returned.be6b5b5ec3',
  ],
]

test.for(known)('the test %s of %s has the name and the hash that dbt gives it', ([name, model, args, expected]) => {
  const { fullName } = genericTestName(name, model, args)
  const kwargs = { ...args, model: `{{ get_where_subquery(ref('${model}')) }}` }
  expect(`${fullName}.${genericTestHash(fullName, { namespace: null, name, kwargs })}`).toBe(expected)
})

test('a name of more than 63 characters is cut as dbt cuts it', () => {
  const values = ['placed', 'shipped', 'completed', 'return_pending', 'returned']
  const { name } = genericTestName('accepted_values', 'orders', { column_name: 'status', values })
  expect(name).toBe('accepted_values_orders_1ce6ab157c285f7cd2ac656013faf758')
})

test.for([
  [{ column_name: 'id', values: [9] }, 'accepted_values_s1_id__9'],
  [{ column_name: 'id', values: [true, null, 'a b-c', 1.5] }, 'accepted_values_s1_id__True__None__a_b_c__1_5'],
  [{ column_name: 'id', values: [9], quote: false }, 'accepted_values_s1_id__False__9'],
  [{ column_name: '"Order ID"', values: ['x'] }, 'accepted_values_s1__Order_ID___x'],
] as const)('the arguments %j make the name %s', ([args, expected]) => {
  expect(genericTestName('accepted_values', 's1', args).fullName).toBe(expected)
})
