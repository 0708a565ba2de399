import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a command is given besides the files. */
export interface Given {
  environment: Record<string, string>
  vars: Record<string, string | number>
  threads: number
}

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta']
const others = names.slice(1)
const settings = ['RED', 'BLUE']

/** Texts of a model; most depend on something outside of their file. */
const modelTexts = [
  (other: string) => `select * from {{ ref('${other}') }}\n`,
  () => "select 1 as a -- {{ env_var('RED', 'none') }}\n",
  () => "{% if env_var('BLUE', 'no') == 'yes' %}select * from {{ ref('numbers') }}{% else %}select 1 as a{% endif %}\n",
  () => "{% if var('size', 1) == 2 %}{{ config(tags=['large']) }}{% endif %}select {{ var('size', 1) }} as a\n",
  () => 'select {{ cents(1) }} as a\n',
  () => 'select {{ shop.cents(2) }} as a\n',
  () => 'select {{ spread() }} as a\n',
  (other: string) =>
    `{{ config(alias='${other}_' ~ target.name, meta={'owner': env_var('RED', 'none')}) }}select 1 as a\n`,
  () => "select * from {{ source('raw', var('table', 'orders')) }}\n",
  () => '{{ tagged() }}select 1 as a\n',
  () => "select '{{ run_started_at.year > 1 }}' as a\n",
  () => '{% if helper is defined %}select {{ helper() }} as a{% else %}select 0 as a{% endif %}\n',
  () => '{% if shop.helper is defined %}{{ config(tags=["helped"]) }}{% endif %}select 1 as a\n',
  () => '{{ config(tags=["threads" ~ target.threads]) }}select 1 as a\n',
  (other: string) => `select {{ 1 }} as ${other}\n`,
]

/** Texts that cannot be parsed. */
const brokenTexts = [
  () => 'select {{ cents(1, 2, 3, 4) }} as a\n',
  () => 'select {% if %} as a\n',
  () => "select * from {{ ref('nobody') }}\n",
]

const macroTexts = [
  (n: number) =>
    `{% macro cents(x) %}round({{ x }} / ${n}){% endmacro %}\n{% macro tagged() %}{{ config(tags=['t${n}']) }}{% endmacro %}\n`,
  (n: number) =>
    `\n\n{% macro cents(x) %}{{ x }} + {{ env_var('RED', '${n}') | length }}{% endmacro %}{% macro tagged() %}{% endmacro %}\n`,
  (n: number) =>
    `{% macro cents(x) %}${n}{% endmacro %}\n{% macro tagged() %}{% set r = ref('alpha') %}{% endmacro %}\n`,
  (n: number) => `{% macro tagged() %}{{ config(tags=[var('size', ${n}) | string]) }}{% endmacro %}\n`,
]

const otherMacros = [
  "{% macro spread() %}{{ adapter.dispatch('spread')() }}{% endmacro %}\n{% macro default__spread() %}1{% endmacro %}\n",
  "{% macro spread() %}{{ adapter.dispatch('spread')() }}{% endmacro %}\n{% macro default__spread() %}1{% endmacro %}\n{% macro duckdb__spread() %}{{ ref('numbers') }}{% endmacro %}\n",
  "{% macro spread() %}2{% endmacro %}\n{% macro helper() %}{{ env_var('BLUE', 'b') | length }}{% endmacro %}\n",
  "{% macro spread() %}3{% endmacro %}\n{% macro generate_schema_name(custom, node) %}{{ (custom or 'main') ~ env_var('RED', '') }}{% endmacro %}\n",
  '{% test is_small(model, column_name, most=1) %}select * from {{ model }} where {{ column_name }} > {{ most }}{% endtest %}\n{% macro spread() %}4{% endmacro %}\n',
]

const propertiesTexts = [
  (name: string) =>
    `models:\n  - name: ${name}\n    description: one\n    columns:\n      - name: a\n        data_tests: [not_null, unique]\n`,
  (name: string) => `models:\n  - name: ${name}\n    config: {enabled: "{{ env_var('BLUE', 'no') == 'no' }}"}\n`,
  (name: string) =>
    `models:\n  - name: ${name}\n    config: {tags: ["{{ var('size', 1) }}", "{{ target.name }}"]}\n    data_tests:\n      - is_small: {arguments: {column_name: a, most: 3}}\n`,
  (name: string) =>
    `models:\n  - name: ${name}\n    columns:\n      - name: a\n        data_tests:\n          - relationships: {arguments: {to: ref('numbers'), field: a}}\n  - name: nobody\n`,
  (name: string) =>
    `models:\n  - name: ${name}\n    description: "{{ doc('money') }} {{ env_var('RED', 'none') }} {{ var('size', 1) }}"\n`,
  () => 'version: 2\n',
]

const docsTexts = [
  '{% docs money %}Euros{% enddocs %}\n',
  'Notes.\n\n{% docs money %}Cents{% enddocs %}\n',
  '{% docs other %}Other{% enddocs %}{% docs money %}{{ 1 + 1 }} euros{% enddocs %}\n',
]

const brokenProperties = ['models:\n  - name: alpha\n    colums: []\n', 'models: [alpha\n']

const projectTexts = [
  'name: shop\nlayers: [low, high]\nvars: {size: 1}\n',
  'name: shop\nlayers: [low, high]\nvars: {size: 2, table: items}\nmodels: {shop: {high: {+tags: [nightly]}}}\n',
  "name: shop\nlayers: [low, high]\nmodels: {shop: {+enabled: \"{{ env_var('RED', 'x') != 'off' }}\"}}\n",
  'name: shop\nlayers: [low]\nallow-upward-refs: true\ndata_tests: {+severity: warn}\n',
]

const selectorTexts = [
  'selectors: [{name: some, definition: tag:nightly}]\n',
  'selectors:\n  - name: some\n    default: "{{ var(\'size\', 1) == 2 }}"\n    definition: {tag: nightly}\n',
  'selectors:\n  - name: "{{ env_var(\'BLUE\', \'no\') }}"\n    definition: "{{ target.name }}+"\n',
  'selectors: [{name: some, definition: {unoin: [low]}}]\n',
]

const fixed: Readonly<Record<string, string>> = {
  'models/sources.yml':
    'sources:\n  - name: raw\n    config: {meta: {external_location: "data/{name}.parquet"}}\n    tables: [{name: orders}, {name: items}]\n',
  'seeds/numbers.csv': 'a\n1\n',
  'models/notes.md': '{% docs money %}Euros{% enddocs %}\n',
  'data-tests/none.sql': "select * from {{ ref('numbers') }} where a < {{ var('size', 0) }}\n",
}

/** A small project that changes at random: files come, go, move, break and are repaired, and so does what surrounds them. */
export function randomProject(folder: string, random: () => number) {
  const given: Given = { environment: {}, vars: {}, threads: 1 }
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const item = list[Math.floor(random() * list.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const listed = (): readonly string[] =>
    readdirSync(join(folder, 'models'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sql'))
  const writeModel = (path = `${pick(['low', 'high'])}/${pick(names)}.sql`): void =>
    write(`models/${path}`, pick(modelTexts)(pick(names)))

  const steps: Readonly<Record<string, () => void>> = {
    'a model is written': () => writeModel(),
    'a model is edited': () => writeModel(pick(listed())),
    'a model is broken': () => write(`models/${pick(listed())}`, pick(brokenTexts)()),
    'properties are broken': () => write('models/high/high.yml', pick(brokenProperties)),
    'a model is removed': () => {
      if (listed().length > 1) rmSync(join(folder, 'models', pick(listed())))
    },
    'a model is renamed': () => {
      renameSync(join(folder, 'models', pick(listed())), join(folder, 'models/low', `${pick(names)}.sql`))
    },
    'a model keeps its size and its time': () => {
      const path = join(folder, 'models', pick(listed()))
      const { atime, mtime } = statSync(path)
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10)),
      )
      utimesSync(path, atime, mtime)
    },
    'macros are edited': () => write('macros/money.sql', pick(macroTexts)(Math.floor(random() * 3))),
    'other macros are edited': () => write('macros/other.sql', pick(otherMacros)),
    'macros are removed': () => rmSync(join(folder, 'macros/other.sql'), { force: true }),
    'properties are edited': () => write('models/low/low.yml', pick(propertiesTexts)(pick(names))),
    'other properties are edited': () => write('models/high/high.yml', pick(propertiesTexts)(pick(names))),
    'docs are edited': () => write('models/notes.md', pick(docsTexts)),
    'the project file is edited': () => write('project.yml', pick(projectTexts)),
    'selectors are edited': () => {
      if (random() < 0.7) write('selectors.yml', pick(selectorTexts))
      else rmSync(join(folder, 'selectors.yml'), { force: true })
    },
    'the environment changes': () => {
      const name = pick(settings)
      if (random() < 0.3) delete given.environment[name]
      else given.environment[name] = pick(['yes', 'no', 'off'])
    },
    'a variable changes': () => {
      given.vars = pick([{}, { size: 1 }, { size: 2 }, { size: 3 }, { table: 'items' }])
    },
    'the threads change': () => {
      given.threads = pick([1, 2])
    },
    'a seed comes or goes': () => {
      if (random() < 0.5) write('seeds/more.csv', 'b\n1\n')
      else rmSync(join(folder, 'seeds/more.csv'), { force: true })
    },
    'the cache is damaged': () => damage(join(folder, 'target'), random),
    'everything is repaired': repair,
    'nothing changes': () => undefined,
  }

  function repair(): void {
    for (const path of listed()) rmSync(join(folder, 'models', path))
    write('models/low/alpha.sql', 'select 1 as a\n')
    for (const [index, name] of others.entries())
      write(`models/low/${name}.sql`, pick(modelTexts)(pick(names.slice(0, index + 1))))
    for (const file of ['low/low.yml', 'high/high.yml']) write(`models/${file}`, 'version: 2\n')
    write('macros/money.sql', pick(macroTexts.slice(0, 1))(1))
    write('macros/other.sql', pick(otherMacros.slice(0, 1)))
    rmSync(join(folder, 'selectors.yml'), { force: true })
    given.vars = {}
  }

  mkdirSync(join(folder, 'models'), { recursive: true })
  for (const [path, text] of Object.entries(fixed)) write(path, text)
  write('project.yml', `${projectTexts[0]}`)
  repair()
  return {
    given,
    /** Changes something, and says what. `repairs`: how probably that is a repair. */
    change(repairs: number): string {
      const [what, step] =
        random() < repairs ? (['everything is repaired', repair] as const) : pick(Object.entries(steps))
      step()
      return what
    },
  }
}

/** Cuts off, changes or replaces what another process or a full disk may have left. */
function damage(folder: string, random: () => number): void {
  for (const name of readdirSync(folder).filter((file) => file.startsWith('partial_parse'))) {
    const bytes = readFileSync(join(folder, name))
    const at = Math.floor(random() * bytes.length)
    const kind = random()
    if (kind < 0.3) writeFileSync(join(folder, name), bytes.subarray(0, at))
    else if (kind < 0.6) writeFileSync(join(folder, name), 'something else')
    else {
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(join(folder, name), bytes)
    }
  }
}
