// node worker.mjs <module> <export> <arguments of the store as JSON> <task> <arguments of the task as JSON>
// Opens a store of its own, does a task and prints what came out of it as JSON.
import { readdir } from 'node:fs/promises'

const [, , module, name, storeArgs, task, taskArgs] = process.argv
const { [name]: open } = await import(module)
const store = await open(...JSON.parse(storeArgs))
const bytes = (value) => Buffer.from(JSON.stringify(value))

const tasks = {
  /** Adds 1 to a counter so many times, by compare-and-swap. */
  async increment(key, times) {
    let conflicts = 0
    for (let done = 0; done < times; ) {
      const { etag, content } = await store.get(key)
      const next = bytes({ count: JSON.parse(content).count + 1, by: process.pid })
      if ((await store.put(key, next, { etag })) === 'conflict') conflicts += 1
      else done += 1
    }
    return conflicts
  },
  /** Tries to create every key; returns those it created. */
  async create(keys) {
    const won = []
    for (const key of keys) {
      if ((await store.put(key, bytes(process.pid), { absent: true })) !== 'conflict') won.push(key)
    }
    return won
  },
  /** Writes one object and says how that failed. */
  async write(key, size) {
    return attempt(() => store.put(key, Buffer.alloc(size, 1)))
  },
  async putFile(key, file) {
    return attempt(() => store.putFile(key, file, 'a'.repeat(64)))
  },
  async read(key) {
    return attempt(async () => (await store.get(key))?.content.toString())
  },
  async remove(key) {
    return attempt(() => store.delete([key]))
  },
  async swap(key, text) {
    return attempt(async () => store.put(key, Buffer.from(text), { etag: (await store.get(key)).etag }))
  },
  /** Writes too much, new and over a small object, and tells what is there afterwards. */
  async fill(size) {
    await store.put('a', Buffer.from('one'))
    const { etag } = await store.get('a')
    const failures = [
      await attempt(() => store.put('b', Buffer.alloc(size, 1))),
      await attempt(() => store.put('a', Buffer.alloc(size, 1), { etag })),
    ]
    const read = async () => (await store.get('a')).content.toString()
    const kept = await read()
    const files = await readdir(store.address('a').slice(0, -2))
    await store.put('a', Buffer.from('two'), { etag })
    return { failures, kept, files, after: await read() }
  },
}

async function attempt(step) {
  try {
    return { value: (await step()) ?? null }
  } catch (error) {
    return { name: error.constructor.name, code: error.code, message: error.message, hint: error.hint }
  }
}

console.log(JSON.stringify(await tasks[task](...JSON.parse(taskArgs))))
