// node publish-worker.mjs <compiled folder> <lake> <task> <arguments of the task as JSON>
import { createHash, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const [, , compiled, lake, task, taskArgs] = process.argv
const { openLocalStore } = await import(join(compiled, 'stores/local/local-store.js'))
const { publish } = await import(join(compiled, 'environments/publish.js'))
const { readPointer } = await import(join(compiled, 'environments/read-pointer.js'))
const { writeVersion } = await import(join(compiled, 'environments/write-version.js'))
const { repairDerived } = await import(join(compiled, 'environments/repair-derived.js'))
const { acquireLease } = await import(join(compiled, 'environments/lease.js'))

const clock = { now: () => new Date() }
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** Kills this process right before, or right after, its n-th operation. */
function deadly(store, step, moment) {
  let operations = 0
  const wrap =
    (name) =>
    async (...args) => {
      operations += 1
      const mine = operations === step
      if (mine && moment === 'before') process.kill(process.pid, 'SIGKILL')
      const answer = await store[name](...args)
      if (mine && moment === 'after') process.kill(process.pid, 'SIGKILL')
      return answer
    }
  const names = ['put', 'putFile', 'get', 'head', 'localFile', 'copy', 'delete']
  return {
    url: store.url,
    address: (key) => store.address(key),
    list: (prefix) => store.list(prefix),
    ...Object.fromEntries(names.map((name) => [name, wrap(name)])),
  }
}

async function table(store, name, content, run) {
  const path = join(lake, `.tmp-scratch-${randomUUID()}`)
  await writeFile(path, content)
  const fingerprint = sha256(`${name}/${content}`)
  const file = { path, bytes: content.length, sha256: sha256(content), rows: 1 }
  const files = await writeVersion(store, { layer: 'gold', name, fingerprint, files: [file] })
  await rm(path)
  return {
    kind: 'parquet',
    name,
    nodeId: `model.tpch.${name}`,
    layer: 'gold',
    relation: { schema: 'gold', identifier: name },
    fingerprint,
    columns: [],
    tests: [],
    builtBy: run,
    builtAt: clock.now(),
    partitionBy: [],
    files,
  }
}

/** Does to a lake what a build does. */
async function build(store, names, content, run) {
  const holder = { run, owner: 'test', host: 'here', pid: process.pid }
  const taken = await acquireLease(store, { environment: 'dev', holder, isGone: () => true }, clock)
  const base = await readPointer(store, 'dev')
  const set = []
  for (const name of names) set.push(await table(store, name, content, run))
  const change = { run, set, remove: [], failed: [] }
  const result = await publish(store, { environment: 'dev', change, base }, clock)
  await repairDerived(store, 'dev')
  await taken.lease.release()
  return result
}

const tasks = {
  async build(names, content, step, moment) {
    const store = deadly(await openLocalStore(lake), step, moment)
    return build(store, names, content, `run-${content}`)
  },
  async builds(names, times) {
    const store = await openLocalStore(lake)
    for (let round = 1; round <= times; round += 1) await build(store, names, `round-${round}`, `run-${round}`)
  },
  /** Publishes one table again and again, each time from what it read. */
  async compete(times) {
    const store = await openLocalStore(lake)
    const epochs = []
    for (let round = 1; round <= times; round += 1) {
      const run = `run-${process.pid}-${round}`
      const base = await readPointer(store, 'dev')
      const change = { run, set: [await table(store, 'orders', run, run)], remove: [], failed: [] }
      const result = await publish(store, { environment: 'dev', change, base }, clock)
      if (result.status === 'published') epochs.push([result.epoch, run])
      else if (result.diagnostic?.code !== 'store/conflict') throw new Error(JSON.stringify(result))
    }
    return epochs
  },
}

console.log(JSON.stringify((await tasks[task](...JSON.parse(taskArgs))) ?? null))
