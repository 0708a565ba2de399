// Writes a synthetic project of N models, and the same views and tests as plain SQL.
//
// Shares of the models: bronze 25 %, silver_a 20 %, silver_b 15 %, gold_a 15 %, gold_b 10 %, interface 15 %. A bronze
// model reads one of ten tables; every other reads 1 to 3 models of the layers before it, 1.7 on average. Every model is
// a view with the columns id, status, updated_at, amount and bucket, calls two macros, and has three tests.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const layers = [
  { name: 'bronze', tag: 'bronze', share: 0.25, before: [] },
  { name: 'silver_a', tag: 'silver', share: 0.2, before: ['bronze'] },
  { name: 'silver_b', tag: 'silver', share: 0.15, before: ['silver_a', 'bronze'] },
  { name: 'gold_a', tag: 'gold', share: 0.15, before: ['silver_b', 'silver_a'] },
  { name: 'gold_b', tag: 'gold', share: 0.1, before: ['gold_a', 'silver_b'] },
  { name: 'interface', tag: 'interface', share: 0.15, before: ['gold_b', 'gold_a'] },
]
const columns = {
  id: 'Primary key, one row per business key.',
  status: 'Cleaned, upper-case status of the record.',
  updated_at: 'Last change in the source system (UTC).',
  amount: 'Amount in units, summed over inputs.',
  bucket: 'Size class derived from the amount.',
}
const tests = { id: ['not_null', 'unique'], status: ['not_null'] }

/** The tables that bronze models read, as statements. */
export const sourceTables = [
  'create schema if not exists raw',
  ...Array.from(
    { length: 10 },
    (_, table) =>
      `create or replace table raw.src_${table} as select i as id, ' s' || (i % 5) || ' ' as status, timestamp '2024-01-01' + to_seconds(i::bigint) as updated_at, (i % 997) * 1.5 as amount from range(1, 1001) t(i)`,
  ),
]

/** The models of a project: the same for the same number. */
export function models(count) {
  const random = randomNumbers(7)
  const made = []
  for (const [index, layer] of layers.entries()) {
    const isLast = index === layers.length - 1
    const size = isLast ? count - made.length : Math.round(count * layer.share)
    const namesOf = (name) => made.filter((model) => model.layer === name).map((model) => model.name)
    const reach = layer.before.map(namesOf)
    const first = made.length + 1
    for (let number = first; number < first + size; number++) {
      const name = `${layer.name}_${String(number).padStart(5, '0')}`
      made.push({ name, layer: layer.name, tag: layer.tag, domain: number % 10, refs: refsOf(reach, random) })
    }
  }
  return made
}

/** One to three different names, the first of the nearest layer. */
function refsOf(reach, random) {
  const [nearest] = reach
  if (nearest === undefined) return []
  const pick = (list) => list[Math.floor(random() * list.length)]
  const all = reach.flat()
  const chance = random()
  const wanted = chance < 0.45 ? 1 : chance < 0.85 ? 2 : 3
  const refs = new Set([pick(nearest)])
  while (refs.size < Math.min(wanted, all.length)) refs.add(pick(all))
  return [...refs]
}

/** Writes the project; it reads the tables of the database file beside it. */
export function writeProject(folder, all) {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('project.yml', 'name: synth\nprofile: synth\nmodels:\n  synth:\n    +materialized: view\n')
  write(
    'profiles.yml',
    'synth:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: wh.duckdb, schema: main, threads: 4}\n',
  )
  write(
    'macros/macros.sql',
    '{% macro clean_text(col) %}upper(trim({{ col }})){% endmacro %}\n\n{% macro to_units(col, digits=2) %}round(cast({{ col }} as double) / 1.0, {{ digits }}){% endmacro %}\n',
  )
  const tables = Array.from({ length: 10 }, (_, table) => `      - name: src_${table}\n`).join('')
  write('models/sources.yml', `version: 2\nsources:\n  - name: raw\n    schema: raw\n    tables:\n${tables}`)
  for (const model of all) write(`models/${model.layer}/${model.name}.sql`, templateOf(model))
  for (const { name } of layers) {
    const own = all.filter(({ layer }) => layer === name)
    for (let from = 0; from < own.length; from += 50) {
      const entries = own.slice(from, from + 50).map(propertiesOf)
      write(
        `models/${name}/schema_${String(from / 50).padStart(3, '0')}.yml`,
        `version: 2\nmodels:\n${entries.join('')}`,
      )
    }
  }
}

/** Statements that make the views. */
export function viewStatements(all) {
  return all.map((model) => `create or replace view ${model.name} as (\n${sqlOf(model, plainSpelling)})`)
}

/** A query for each test. */
export function testStatements(all) {
  return all.flatMap(({ name }) => [
    `select count(*) from ${name} where id is null`,
    `select count(*) from (select id from ${name} where id is not null group by id having count(*) > 1)`,
    `select count(*) from ${name} where status is null`,
  ])
}

/** A query for each model, for all of its tests. */
export function batchedTestStatements(all) {
  return all.map(
    ({ name }) =>
      `select count(*) filter (where id is null), count(id) - count(distinct id), count(*) filter (where status is null) from ${name}`,
  )
}

const plainSpelling = {
  source: (table) => `raw.src_${table}`,
  ref: (name) => name,
  clean: (column) => `upper(trim(${column}))`,
  units: (column) => `round(cast(${column} as double) / 1.0, 2)`,
  each: (items, text) => items.map(text).join(''),
}
const templateSpelling = {
  source: (table) => `{{ source('raw', 'src_${table}') }}`,
  ref: (name) => `{{ ref('${name}') }}`,
  clean: (column) => `{{ clean_text('${column}') }}`,
  units: (column) => `{{ to_units('${column}') }}`,
  each: (items, text) => `{% for k in [${items.join(', ')}] %}${text('{{ k }}')}{% endfor %}`,
}

function templateOf(model) {
  const { tag, domain } = model
  const config = `{{ config(materialized='view', tags=['${tag}', 'domain_${domain}'], meta={'owner': 'team_${domain}'}) }}`
  return `${config}\n\n${sqlOf(model, templateSpelling)}`
}

function sqlOf({ domain, refs }, { source, ref, clean, units, each }) {
  const [first, ...others] = refs
  const numbers = others.map((_, index) => index + 1)
  const joined = others.map((name, index) => {
    const k = index + 1
    return {
      cte: `other_${k} as (\n    select id, amount as amount_${k}\n    from ${ref(name)}\n),\n\n`,
      join: `    left join other_${k} o${k} on o${k}.id = b.id\n`,
    }
  })
  return `with base as (
    select
        id,
        ${clean('status')} as status,
        updated_at,
        ${units('amount')} as amount
    from ${first === undefined ? source(domain) : ref(first)}
    where id is not null
),

${joined.map(({ cte }) => cte).join('')}enriched as (
    select
        b.id,
        b.status,
        b.updated_at,
        b.amount${each(numbers, (k) => `, coalesce(o${k}.amount_${k}, 0) as amount_${k}`)}
    from base b
${joined.map(({ join: line }) => line).join('')}),

final as (
    select
        id,
        status,
        updated_at,
        amount${each(numbers, (k) => ` + amount_${k}`)} as amount,
        case${each([10, 100, 1000], (k) => ` when amount < ${k} then 'lt_${k}'`)} else 'big' end as bucket
    from enriched
)

select id, status, updated_at, amount, bucket from final
`
}

function propertiesOf({ name, layer, domain, refs }) {
  const described = Object.entries(columns).map(([column, text]) => {
    const declared = tests[column] ?? []
    const list =
      declared.length === 0 ? [] : ['        data_tests:\n', ...declared.map((test) => `          - ${test}\n`)]
    return `      - name: ${column}\n        description: "${text}"\n${list.join('')}`
  })
  const text = `${layer} model of domain ${domain}, refs ${refs.length} models.`
  return `  - name: ${name}\n    description: "${text}"\n    columns:\n${described.join('')}`
}

/** Numbers from 0 to 1 that are the same on every machine (mulberry32). */
function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
