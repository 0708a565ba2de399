import { describe, expect, test } from 'vitest'
import { FileError } from '../../src/ports/file-system.ts'
import { loadProject, readProjectHeader } from '../../src/project/load-project.ts'
import { memoryFiles, render, shown } from './support.ts'

const root = '/projects/shop'

function load(text: string, { file = 'project.yml', environment = {}, cliVars = {} } = {}) {
  return loadProject({ root, files: memoryFiles({ [file]: text }), render: render(environment), cliVars })
}

async function loaded(text: string, options = {}) {
  const result = await load(text, options)
  if (!result.ok) throw new Error(shown(result.diagnostics, text).join('\n'))
  return result
}

describe('a project', () => {
  test('of a name alone has the defaults of dbt', async () => {
    const { project, warnings } = await loaded('name: shop\n')
    expect(warnings).toEqual([])
    expect(project).toEqual({
      name: 'shop',
      version: undefined,
      profile: 'shop',
      root,
      file: 'project.yml',
      dbt: false,
      paths: {
        models: ['models'],
        macros: ['macros'],
        seeds: ['seeds'],
        snapshots: ['snapshots'],
        tests: ['tests'],
        target: 'target',
        cleanTargets: ['target'],
      },
      layers: [],
      allowUpwardRefs: false,
      vars: {},
      folderConfig: { models: [], seeds: [], sources: [], data_tests: [], unit_tests: [], exposures: [] },
      flags: {},
      packages: [],
      selectors: [],
      allowedEnvVars: [],
      quoting: { database: true, schema: true, identifier: true },
    })
  })

  test('takes every key of a project file of dbt, and says of those that do nothing that they do nothing', async () => {
    const text = [
      'name: shop',
      'version: "1.0.0"',
      'config-version: 2',
      'profile: other',
      'model-paths: ["models", "./more/"]',
      'analysis-paths: ["analyses"]',
      'test-paths: [checks]',
      'seed-paths: [data]',
      'macro-paths: [macros]',
      'snapshot-paths: [snapshots]',
      'docs-paths: [docs]',
      'asset-paths: [assets]',
      'target-path: build',
      'log-path: logs',
      'packages-install-path: dbt_packages',
      'clean-targets: [build, dbt_packages]',
      'require-dbt-version: [">=1.8.0", "<2.0.0"]',
      'query-comment: null',
      'quoting: {database: true, schema: false, identifier: true}',
      'dispatch: [{macro_namespace: dbt_utils, search_order: [shop, dbt_utils]}]',
      'flags: {send_anonymous_usage_stats: false}',
      'restrict-access: false',
      'on-run-start: "create schema x"',
      'snapshots: {+target_schema: s}',
      'exposures: {}',
      'env-vars-allowed: [KEY_OF_PIANO]',
      '',
    ].join('\n')
    const { project, warnings } = await loaded(text)
    expect(project.paths).toEqual({
      models: ['models', 'more'],
      macros: ['macros'],
      docs: ['docs'],
      seeds: ['data'],
      snapshots: ['snapshots'],
      tests: ['checks'],
      target: 'build',
      cleanTargets: ['build', 'dbt_packages'],
    })
    expect(project).toMatchObject({ version: '1.0.0', profile: 'other', allowedEnvVars: ['KEY_OF_PIANO'] })
    expect(project.quoting.schema).toBe(false)
    expect(shown(warnings, text).join('\n')).toMatchInlineSnapshot(`
      "23:1 "on-run-start" warning project/ignored-key: "on-run-start" has no effect: hooks are not run.
      24:1 "snapshots" warning project/ignored-key: "snapshots" has no effect: snapshots are not built."
    `)
  })

  test('of dbt_project.yml is read when there is no project.yml', async () => {
    const files = memoryFiles({ 'dbt_project.yml': 'name: old\n', 'project.yml': 'name: new\n' })
    const both = await loadProject({ root, files, render: render() })
    expect(both.ok && [both.project.name, both.project.dbt]).toEqual(['new', false])
    const { project } = await loaded('name: old\n', { file: 'dbt_project.yml' })
    expect([project.name, project.dbt, project.file]).toEqual(['old', true, 'dbt_project.yml'])
  })

  test('renders templates to plain values, except in vars and hooks', async () => {
    const { project } = await loaded(
      [
        'name: "{{ env_var(\'NAME\') }}"',
        'allow-upward-refs: "{{ env_var(\'UP\') }}"',
        'models: {+compression_level: "{{ 3 }}", +row_group_size: "{{ env_var(\'SIZE\') }}", +schema: "{{ target.name }}_x"}',
        'vars: {a: "{{ 1 }}"}',
        '',
      ].join('\n'),
      { environment: { NAME: 'shop', UP: 'True', SIZE: '1000' } },
    )
    expect(project).toMatchObject({ name: 'shop', allowUpwardRefs: true, vars: { a: '{{ 1 }}' } })
    expect(project.folderConfig.models.map(({ key, value }) => [key, value])).toEqual([
      ['compression_level', 3],
      ['row_group_size', 1000],
      ['schema', 'dev_x'],
    ])
  })

  test('has its own vars over those of all packages, and those of the command line over both', async () => {
    const { project } = await loaded('name: shop\nvars: {a: 1, b: 1, c: 1, shop: {b: 2, c: 2}, other: {a: 9}}\n', {
      cliVars: { c: 3 },
    })
    expect(project.vars).toMatchObject({ a: 1, b: 2, c: 3, other: { a: 9 } })
  })

  test('tells the profile before everything else can be rendered', async () => {
    const text = 'name: shop\nprofile: main\nmodels: {+schema: "{{ nonsense }}"}\nenv-vars-allowed: [X]\n'
    const files = memoryFiles({ 'project.yml': text })
    expect(await readProjectHeader({ root, files, render: render() })).toEqual({
      profile: 'main',
      file: 'project.yml',
      isDbt: false,
      allowedEnvVars: ['X'],
    })
    expect(await readProjectHeader({ root, files: memoryFiles({}), render: render() })).toBeUndefined()
  })
})

describe('configuration by folder', () => {
  test('a plus is configuration, a mapping without it a folder, everything else configuration', async () => {
    const text = [
      'name: shop',
      'models:',
      '  +materialized: parquet',
      '  shop:',
      '    gold:',
      '      tags: [daily, gold]',
      '      +meta: {owner: finance}',
      '      docs:',
      '        +enabled: false',
      '    empty:',
      'tests: {+severity: WARN}',
      'seeds: {shop: {+column_types: {id: bigint}}}',
      'sources: {+connection: main}',
      '',
    ].join('\n')
    const { project, warnings } = await loaded(text)
    expect(warnings).toEqual([])
    const listed = Object.entries(project.folderConfig).flatMap(([type, entries]) =>
      entries.map(({ fqn, key, value }) => [type, fqn.join('.'), key, value]),
    )
    expect(listed).toEqual([
      ['models', '', 'materialized', 'parquet'],
      ['models', 'shop.gold', 'tags', ['daily', 'gold']],
      ['models', 'shop.gold', 'meta', { owner: 'finance' }],
      ['models', 'shop.gold.docs', 'enabled', false],
      ['seeds', 'shop', 'column_types', { id: 'bigint' }],
      ['sources', '', 'connection', 'main'],
      ['data_tests', '', 'severity', 'warn'],
    ])
    const [first] = project.folderConfig.models
    expect(text.slice(first?.location.start, first?.location.end)).toBe('+materialized: parquet')
  })

  test('a value of nothing takes a key back to its default', async () => {
    const { project } = await loaded('name: shop\nmodels: {+schema: null, +pre-hook: null}\n')
    expect(project.folderConfig.models.map(({ key, value }) => [key, value])).toEqual([
      ['schema', null],
      ['pre_hook', null],
    ])
  })

  test('a key of your own is kept in a project of dbt, for the macros that ask for it', async () => {
    const { project } = await loaded('name: shop\nmodels: {+team: {lead: "{{ target.name }}"}}\n', {
      file: 'dbt_project.yml',
    })
    expect(project.folderConfig.models.map(({ key, value }) => [key, value])).toEqual([['team', { lead: 'dev' }]])
  })

  test('words may be in capitals', async () => {
    const { project } = await loaded('name: shop\nmodels: {+materialized: External, +hugeint: BIGINT}\n')
    expect(project.folderConfig.models.map(({ value }) => value)).toEqual(['external', 'bigint'])
  })
})

describe('mistakes', () => {
  test.each([
    ['no file', undefined, ''],
    ['an empty file', 'project.yml', ''],
    ['a list', 'project.yml', '- name: shop\n'],
    ['a key that is not known', 'project.yml', 'name: shop\nmodel-path: [m]\nzzz: 1\n'],
    ['a name that is none', 'project.yml', 'name: my shop\n'],
    ['a name that is a number', 'project.yml', 'name: 2024\n'],
    ['a path out of the project', 'project.yml', 'name: shop\nmodel-paths: [../other, /etc, models]\n'],
    ['an old format', 'project.yml', 'name: shop\nconfig-version: 1\n'],
    ['a truth value in quotes', 'project.yml', 'name: shop\nallow-upward-refs: "yes"\n'],
    ['a layer twice', 'project.yml', 'name: shop\nlayers: [bronze, silver, bronze]\n'],
    ['layers as a text', 'project.yml', 'name: shop\nlayers: bronze\n'],
    ['an old name', 'project.yml', 'name: shop\nsource-paths: [m]\n'],
    ['a key under both its names', 'project.yml', 'name: shop\ntests: {}\ndata_tests: {}\n'],
    ['a misspelt configuration', 'project.yml', 'name: shop\nmodels: {shop: {+materialised: view}}\n'],
    ['a configuration of your own', 'project.yml', 'name: shop\nmodels: {+owner_team: finance}\n'],
    ['a materialization that does not exist', 'project.yml', 'name: shop\nmodels: {+materialized: incremental}\n'],
    ['a misspelt word', 'project.yml', 'name: shop\nmodels: {+compression: ztsd}\n'],
    ['a forgotten plus', 'project.yml', 'name: shop\nmodels: {shop: {meta: {owner: me}}}\n'],
    ['a number that is too small', 'project.yml', 'name: shop\nmodels: {+row_group_size: 0}\n'],
    ['a tree that is a list', 'project.yml', 'name: shop\nmodels: [a]\nseeds: {shop: [b]}\n'],
    ['a template that fails', 'project.yml', 'name: shop\nprofile: "{{ env_var(\'PRFILE\') }}"\n'],
    ['a template that is not well formed', 'project.yml', 'name: shop\nprofile: "x {{ what? }}"\n'],
    ['vars that are a list', 'project.yml', 'name: shop\nvars: [a]\n'],
    ['dispatch without its keys', 'project.yml', 'name: shop\ndispatch: [{search_order: [a]}]\n'],
    [
      'a key that is not known, in dbt',
      'dbt_project.yml',
      'name: shop\nmodel-path: [m]\nmodels: {+materialised: view}\n',
    ],
    [
      'everything at once',
      'project.yml',
      'nam: shop\nlayers: {}\nversion: [1]\nmodels: {+enabled: maybe, +tags: 1.5}\n',
    ],
  ])('%s', async (_, file, text) => {
    const result =
      file === undefined
        ? await loadProject({ root, files: memoryFiles({}), render: render() })
        : await load(text, { file, environment: { PROFILE: 'x' } })
    const diagnostics = result.ok ? result.warnings : result.diagnostics
    expect(`${result.ok ? 'loaded' : 'refused'}\n${shown(diagnostics, text).join('\n')}`).toMatchSnapshot()
  })

  test('a file that cannot be read is reported in the words of the file system', async () => {
    const read = async () => {
      throw new FileError('"project.yml" is UTF-16; save it as UTF-8.')
    }
    expect(await loadProject({ root, files: { ...memoryFiles({}), read }, render: render() })).toEqual({
      ok: false,
      diagnostics: [{ code: 'project/unreadable', message: '"project.yml" is UTF-16; save it as UTF-8.' }],
    })
  })
})
