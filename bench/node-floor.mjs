// What parsing costs at least: reads a generated project, parses its YAML with js-yaml, renders every model with nunjucks
// as it ships, orders the models and hashes the files. No checks, no tests, no positions, nothing written.
// usage: node node-floor.mjs PROJECT
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { load } from 'js-yaml'
import nunjucks from 'nunjucks'

const folder = join(process.argv[2], 'models')
const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(?:sql|yml)$/.test(file))
const texts = files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])

const properties = new Map()
for (const [file, text] of texts) {
  if (!file.endsWith('.yml')) continue
  for (const model of load(text).models ?? []) properties.set(model.name, model)
}

const environment = new nunjucks.Environment(null, { autoescape: false })
const refs = new Map()
for (const [file, text] of texts) {
  if (!file.endsWith('.sql')) continue
  const own = []
  environment.renderString(text, {
    config: () => '',
    ref: (name) => {
      own.push(name)
      return name
    },
    source: (name, table) => `${name}.${table}`,
    clean_text: (column) => `upper(trim(${column}))`,
    to_units: (column) => `round(cast(${column} as double) / 1.0, 2)`,
  })
  refs.set(basename(file, '.sql'), own)
}

const order = new Set()
const seen = new Set()
for (const name of refs.keys()) visit(name)
for (const [, text] of texts) createHash('sha1').update(text).digest('hex')
console.log(`${order.size} models, ${properties.size} described`)

function visit(name) {
  if (seen.has(name)) return
  seen.add(name)
  for (const parent of refs.get(name)) visit(parent)
  order.add(name)
}
