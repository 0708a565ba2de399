import { describe, expect, test } from 'vitest'
import { nodeNamed, parsedFiles, parseFiles, problemsOf } from '../support/workspace.ts'

const orders = { 'models/silver/orders.sql': 'select 1 as amount' }

function described(description: string): string {
  return `models:\n  - name: orders\n    description: ${JSON.stringify(description)}\n    columns: [{name: amount, description: "{{ doc('money') }}"}]\n`
}

describe('docs blocks', () => {
  test('are put into descriptions by name, with or without the package, and noted', async () => {
    const parsed = await parsedFiles({
      ...orders,
      'models/silver/orders.yml': described("{{ doc('orders') }} {{ doc('shop', 'money') }}{{ doc('money') }}"),
      'models/notes.md': '# Notes {{ of any kind\n{% docs orders %}\nOne row an **order**.\n{% enddocs %}\n',
      'macros/money.md': '{%- docs money -%} {{ "In " ~ "euros" }}. {%- enddocs -%}',
    })
    const node = nodeNamed(parsed, 'orders')
    expect(node.description).toBe('One row an **order**. In euros.In euros.')
    expect(node.docBlocks).toEqual(['doc.shop.orders', 'doc.shop.money'])
    expect('columns' in node && node.columns[0]).toMatchObject({
      description: 'In euros.',
      docBlocks: ['doc.shop.money'],
    })
    expect([...parsed.manifest.docs.values()].map(({ id, path, folder }) => [id, path, folder])).toEqual([
      ['doc.shop.money', 'macros/money.md', 'macros'],
      ['doc.shop.orders', 'models/notes.md', 'models'],
    ])
  })

  test('are looked for in docs-paths alone where there are some', async () => {
    const files = {
      'project.yml': 'name: shop\ndocs-paths: [handbook]\n',
      ...orders,
      'models/silver/notes.md': '{% docs unseen %}x{% enddocs %}',
      'handbook/en/money.md': '{% docs money %}Euros{% enddocs %}',
    }
    const { manifest } = await parsedFiles(files)
    expect([...manifest.docs.keys()]).toEqual(['money'])
  })

  test('in comments and in what is raw are none', async () => {
    const { manifest } = await parsedFiles({
      'models/a.md': '{# {% docs a %} {% enddocs %} #}{% raw %}{% docs b %}{% enddocs %}{% endraw %}{% enddocs %}',
    })
    expect(manifest.docs.size).toBe(0)
  })

  test('with mistakes are told: a name twice, one in another, one without a name, one that is not closed', async () => {
    expect(
      await problemsOf({
        'models/a.md':
          '{% docs a %}{% docs b %}{% enddocs %}\n{% docs %}\n{% docs c %}{{ doc("a") }}{% enddocs %}{% docs e %}{% enddocs %}{% docs d %}',
        'models/b.md': '{% docs e %}again{% enddocs %}',
      }),
    ).toEqual([
      'parse/template: A docs block begins inside of "a".',
      'parse/template: A docs block needs a name of letters, digits and "_".',
      'parse/template: A docs block is not closed with {% enddocs %}.',
      'compile/undefined: "doc" is not defined.',
      'parse/duplicate-name: Two docs blocks are named "e".',
    ])
  })

  test('that are not there are told at the call, with the nearest name', async () => {
    const text = described('{{ doc("mony") }}')
    const result = await parseFiles({
      ...orders,
      'models/silver/orders.yml': text.replace("doc('money')", "doc('dbt_utils', 'x')"),
      'models/notes.md': '{% docs money %}Euros{% enddocs %}',
    })
    const found = result.ok ? [] : result.diagnostics
    expect(found).toMatchObject([
      { code: 'parse/unknown-docs', message: 'No docs block is named "mony".', hint: 'Did you mean "money"?' },
      { code: 'parse/unknown-docs', message: 'No docs block is named "x" in a package "dbt_utils".' },
    ])
  })

  test('of a package that the project asks for are missing without a word', async () => {
    const parsed = await parsedFiles({
      'project.yml': 'name: shop\n',
      'packages.yml': 'packages: [{package: dbt-labs/dbt_utils, version: 1.1.1}]',
      ...orders,
      'models/silver/orders.yml': described('A {{ doc("dbt_utils", "x") }}').replace(/\n {4}columns.*/, ''),
    })
    expect(nodeNamed(parsed, 'orders').description).toBe('A ')
  })
})

test('a description that reads a variable is another where the variable is', async () => {
  const files = {
    ...orders,
    'models/silver/orders.yml': 'models: [{name: orders, description: "{{ env_var(\'OWNER\') }}"}]',
  }
  const result = await parseFiles(files, { environment: { OWNER: 'me' } })
  expect(result.ok && [...Object.keys(result.reads ?? {})]).toContain('env OWNER')
})

test('a macro has what its properties say, and the macros of the project that it calls', async () => {
  const { manifest } = await parsedFiles({
    'macros/money.sql':
      "{% macro cents(column) %}{% if false %}{{ shop.twice(1) }}{% endif %}{{ adapter.dispatch('rounded')(column) }}{% endmacro %}" +
      '{% macro default__rounded(column) %}round({{ column }}){% endmacro %}{% macro twice(x) %}{% endmacro %}',
    'macros/money.yml':
      'macros:\n  - name: cents\n    description: "{{ doc(\'money\') }}"\n    meta: {owner: me}\n    config: {meta: {team: a}, docs: {show: false}}\n' +
      '    arguments: [{name: column, type: string, description: "{{ doc(\'money\') }}"}]\n',
    'models/notes.md': '{% docs money %}Euros{% enddocs %}',
    'models/silver/orders.sql': "select {{ cents('1') }} as amount",
  })
  expect(manifest.macros.get('macro.shop.cents')).toMatchObject({
    description: 'Euros',
    calls: ['macro.shop.twice', 'macro.shop.default__rounded'],
    patch: {
      path: 'macros/money.yml',
      arguments: [{ name: 'column', type: 'string', description: 'Euros' }],
      meta: { owner: 'me', team: 'a' },
      docs: { show: false },
    },
  })
  expect([...manifest.nodes.values()].find(({ name }) => name === 'orders')?.macros).toEqual(['macro.shop.cents'])
})
