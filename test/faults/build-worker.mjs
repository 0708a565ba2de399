// node build-worker.mjs <project> <plan as JSON>
// Builds a project with the compiled program. {"record": true} prints every step that could be the last one: events of
// the run, and changes in the file system below the project, each by its kind. {"kind": …, "nth": …, "signal": …} sends
// this process a signal right before that step, or so many milliseconds "later"; with the signal "abort" the build is
// asked to end.
import { writeSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join, relative, resolve } from 'node:path'

const [, , folder, json] = process.argv
const plan = JSON.parse(json)
const steps = []
let left = plan.nth

function step(kind) {
  if (plan.record) steps.push(kind)
  if (kind !== plan.kind) return
  left -= 1
  if (left !== 0) return
  if (plan.later === undefined) act()
  else setTimeout(act, plan.later)
}

const abort = new AbortController()

function act() {
  writeSync(1, `${plan.signal}\n`)
  if (plan.signal === 'abort') abort.abort()
  else process.kill(process.pid, plan.signal)
}

/** A path without the run and the model that it is for. */
function kindOf(path) {
  return relative(folder, path)
    .replace(/\.tmp-swap-[0-9a-f-]+(?:\.claim)?/, (name) => (name.endsWith('.claim') ? '<claim>' : '<next>'))
    .replace(/\.tmp-[0-9a-f-]{36}/, '<temporary>')
    .replace(/^lake\/runs\/\d.*/, 'lake/runs/<run>.json')
    .replace(/^lake\/environments\/dev\/(symlink|history)\/(?:.*\/)?(?=[^/]*$)/, 'lake/environments/dev/$1/…/')
    .replace(/[0-9a-f]{64}$|year=\d+$/, '<version>')
    .replace(/^(lake\/data|target\/compiled)\/.*(?=\/)/, '$1/…')
    .replace(/^(lake\/dev)\/.*(?=\/)/, '$1/…')
    .replace(/^(\.tpchmodel\/work)\/[^/]*(\/?).*/, '$1/<run>$2')
    .replace(/[^/]+\.(parquet|sql)$/, '*.$1')
    .replace(/\d+\.json$/, '*.json')
}

const opened = new WeakMap()
const isInside = (path) => typeof path === 'string' && path.startsWith(folder)

function watch(target, name, pathOf) {
  const original = target[name]
  target[name] = async function (...args) {
    const path = pathOf.call(this, ...args)
    if (isInside(path)) step(`${name} ${kindOf(path)}`)
    return original.apply(this, args)
  }
}

const handle = await fs.open(join(folder, 'project.yml'), 'r')
const open = fs.open
fs.open = async (path, ...rest) => {
  const file = await open(path, ...rest)
  opened.set(file, path)
  return file
}
watch(Object.getPrototypeOf(handle), 'writeFile', function () {
  return opened.get(this)
})
await handle.close()
for (const name of ['chmod', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink', 'writeFile']) watch(fs, name, (path) => path)
for (const name of ['copyFile', 'link', 'rename']) watch(fs, name, (_from, to) => to)
syncBuiltinESMExports()

const { build } = await import(resolve('dist/index.js'))
const { published, interrupted, diagnostics } = await build({
  projectDir: folder,
  signal: abort.signal,
  report: (event) => step(`event ${event.type}`),
})
console.log(JSON.stringify({ steps, published, interrupted, diagnostics }))
