import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compiledPath } from '../../src/artifacts/compiled-path.ts'
import { compiledWriter } from '../../src/artifacts/compiled-sql.ts'
import type { CompiledNode } from '../../src/compile/compiled-node.ts'
import { ProjectError } from '../../src/diagnostics/diagnostic.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import { genericTest, model, singularTest } from './nodes.ts'

const paths = {
  models: ['models'],
  macros: [],
  seeds: [],
  snapshots: [],
  tests: ['data-tests'],
  target: 'target',
  cleanTargets: [],
}

describe('The path of compiled SQL', () => {
  test('of a model and a singular test is that of their file.', () => {
    expect(compiledPath({ paths }, model('orders', 'models/gold/orders.sql'))).toBe(
      'target/compiled/shop/models/gold/orders.sql',
    )
    expect(compiledPath({ paths }, singularTest('sums', 'data-tests/sums.sql'))).toBe(
      'target/compiled/shop/data-tests/sums.sql',
    )
  })

  test('of a generic test is its name below its properties file.', () => {
    expect(compiledPath({ paths }, genericTest('unique_orders_id', { testName: 'unique', column: 'id' }))).toBe(
      'target/compiled/shop/models/shop.yml/unique_orders_id.sql',
    )
  })

  test('has the short name of a test whose name is longer than 63 characters, as dbt has it.', () => {
    const long = genericTest(
      'accepted_values_a_v__this_is_a_very_long_value_indeed__and_another_one__and_yet_another',
      {
        testName: 'accepted_values',
        column: 'v',
        attachedTo: nodeId('model', 'shop', 'a'),
        arguments: { values: ['this is a very long value indeed', 'and another one', 'and yet another'] },
      },
    )

    expect(compiledPath({ paths }, long)).toMatch(/\/accepted_values_a_3a2e7f75a956ef922c91144739979baf\.sql$/)
  })

  test('has the short name also of tests of sources and of tests of a namespace.', () => {
    const on = (name: string, generic: Parameters<typeof genericTest>[1]) =>
      compiledPath({ paths }, genericTest(name, generic)).split('/').at(-1)
    const values = ['a long value to make the name too long', 'b']
    const rest = 'v__a_long_value_to_make_the_name_too_long__b'

    expect(
      on(`source_accepted_values_raw_payments_${rest}`, {
        testName: 'accepted_values',
        column: 'v',
        attachedTo: nodeId('source', 'shop', 'raw.payments'),
        arguments: { values },
      }),
    ).toMatch(/^source_accepted_values_raw_pay_[0-9a-f]{32}\.sql$/)
    expect(
      on(`dbt_utils_accepted_values_orders_${rest}`, {
        testName: 'accepted_values',
        namespace: 'dbt_utils',
        column: 'v',
        arguments: { values },
      }),
    ).toMatch(/^dbt_utils_accepted_values_orde_[0-9a-f]{32}\.sql$/)
  })

  test.each(['../../../../etc/passwd', '..', 'a\\b', 'a/b', 'C:x', 'nul\u0000', 'tab\t', `long ${'é'.repeat(300)}`])(
    'never leads out of the target folder, and every system takes it: %j.',
    (name) => {
      const path = compiledPath({ paths }, genericTest(name, { testName: 'unique', column: 'id' }))
      const file = path.slice(path.lastIndexOf('/') + 1)

      expect(path).toMatch(/^target\/compiled\/shop\/models\/shop\.yml\/[^/]+\.sql$/)
      expect(normalize(path).replaceAll('\\', '/')).toBe(path)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
      expect(file).not.toMatch(/[\\:*?<>|"\u0000-\u001f]/)
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255)
    },
  )

  test('never leads out of the target folder for a file beside the project.', () => {
    expect(compiledPath({ paths }, model('orders', '../shared/orders.sql'))).toBe(
      'target/compiled/shop/shared/orders.sql',
    )
  })
})

describe('The writer of compiled SQL', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tpchmodel-compiled-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const compiled = (node: CompiledNode['node'], sql: string): CompiledNode => ({
    node,
    sql,
    sourceMap: [],
    macroCalls: [],
    messages: [],
    reads: [],
  })

  test('makes folders, writes many nodes at a time, and knows what it wrote.', async () => {
    const writer = compiledWriter({ root, paths })
    const nodes = Array.from({ length: 20 }, (_, index) => model(`m${index}`, `models/gold/m${index}.sql`))
    await Promise.all(nodes.map((node, index) => writer.write(compiled(node, `select ${index}`))))

    expect(readFileSync(join(root, 'target/compiled/shop/models/gold/m7.sql'), 'utf8')).toBe('select 7')
    expect([...writer.written().keys()].sort()).toEqual(nodes.map(({ id }) => id).sort())
    expect(writer.pathOf(model('m7', 'models/gold/m7.sql'))).toBe('target/compiled/shop/models/gold/m7.sql')
  })

  test('says which file it cannot write, and does not count it as written.', async () => {
    writeFileSync(join(root, 'target'), 'a file stands in the way')
    const writer = compiledWriter({ root, paths })
    const attempt = writer.write(compiled(model('m', 'models/m.sql'), 'select 1'))

    await expect(attempt).rejects.toBeInstanceOf(ProjectError)
    await expect(attempt).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'artifact/unwritable',
          message: '"target/compiled/shop/models/m.sql" cannot be written: a file stands where a folder is needed.',
        },
      ],
    })
    expect(writer.written().size).toBe(0)
  })
})
