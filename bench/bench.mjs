// Measures the program against floors: what the same work costs without it. See README.md beside this file.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { extract } from './extract.mjs'
import { parse } from './parse.mjs'
import { s3 } from './s3.mjs'
import { startup } from './startup.mjs'
import { memory, tpch } from './tpch.mjs'
import { views } from './views.mjs'

const usual = { startup, parse, tpch, views, extract, s3 }
// Takes minutes, and says something at a large scale only.
const benchmarks = { ...usual, memory }
const units = {
  cpu: { title: 'CPU s', show: seconds },
  wall: { title: 'wall s', show: seconds },
  peak: { title: 'MiB', show: mebibytes },
}
const root = dirname(dirname(fileURLToPath(import.meta.url)))

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    models: { type: 'string' },
    scale: { type: 'string', default: '0.1' },
    cli: { type: 'string', default: join(root, 'dist/cli/main.cjs') },
    json: { type: 'boolean', default: false },
  },
})

const cli = resolve(flags.cli)
if (!existsSync(cli)) throw new Error(`There is no ${flags.cli}. Build it first: npm run build`)
const names = positionals.length > 0 ? positionals : Object.keys(usual)
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  throw new Error(`No benchmark is named "${unknown[0]}". There are: ${Object.keys(benchmarks).join(', ')}`)
}

const number = (text) => (text === undefined ? undefined : Number(text))
const folder = join(root, '.tpchmodel/bench')
mkdirSync(folder, { recursive: true })
const results = []
for (const name of names) {
  console.error(`Measuring ${name} …`)
  results.push(
    ...(await benchmarks[name]({
      root,
      cli,
      folder,
      runs: number(flags.runs),
      models: number(flags.models),
      scale: Number(flags.scale),
      say: (text) => console.error(`  ${text}`),
    })),
  )
}
console.log(flags.json ? JSON.stringify(results, undefined, 2) : table(results))

function table(rows) {
  const head = ['', '', 'program', 'floor', 'ratio', 'of all pairs', 'at most']
  const lines = rows.flatMap(({ name, figures }) =>
    figures.map(({ figure, ours, floor, ratio, low, high, allowed }, index) => [
      index === 0 ? name : '',
      units[figure].title,
      units[figure].show(ours),
      units[figure].show(floor),
      ratio.toFixed(2),
      `${low.toFixed(2)} - ${high.toFixed(2)}`,
      allowed === undefined ? '' : `${allowed.toFixed(2)} ${ratio <= allowed ? 'kept' : 'NOT KEPT'}`,
    ]),
  )
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)))
  const text = (line) =>
    line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ')
  return [head, ...lines].map((line) => text(line).trimEnd()).join('\n')
}

function seconds(value) {
  return value < 10 ? value.toFixed(3) : value.toFixed(1)
}

function mebibytes(value) {
  return Number.isNaN(value) ? '?' : value.toFixed(0)
}
