// node crash-worker.mjs <local-store module> <folder> <step> <scenario> <file>
// Kills itself right before its n-th step in the file system; with too large a number it prints how many there are.
import { writeSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const [, , module, folder, step, scenario, file] = process.argv
const { openLocalStore } = await import(module)
const store = await openLocalStore(folder)
let steps = 0

function counted(target, name) {
  const original = target[name]
  target[name] = function (...args) {
    steps += 1
    if (steps === Number(step)) process.kill(process.pid, 'SIGKILL')
    return original.apply(this, args)
  }
}

const handle = await fs.open(file, 'r')
for (const name of ['readFile', 'writeFile', 'sync', 'stat']) counted(Object.getPrototypeOf(handle), name)
await handle.close()
const names = ['chmod', 'copyFile', 'link', 'mkdir', 'open', 'readdir', 'rename', 'rm', 'rmdir', 'stat', 'unlink']
for (const name of names) counted(fs, name)
syncBuiltinESMExports()

const scenarios = {
  create: () => store.put('a/x', Buffer.from('new'), { absent: true }),
  replace: () => store.put('a/x', Buffer.from('new')),
  swap: async () => store.put('a/x', Buffer.from('new'), { etag: (await store.get('a/x')).etag }),
  putFile: () => store.putFile('a/x', file, 'hash'),
  copy: () => store.copy('b/y', 'a/x'),
  /** Adds names to a list until it is killed, and tells each one that was written. */
  append: async () => {
    for (let turn = 0; ; ) {
      const { etag, content } = await store.get('a/x')
      const name = `${process.pid}/${turn}`
      const next = Buffer.from(JSON.stringify([...JSON.parse(content), name]))
      if ((await store.put('a/x', next, { etag })) === 'conflict') continue
      writeSync(1, `${name}\n`)
      turn += 1
    }
  },
  delete: () => store.delete(['a/x']),
}
const answer = await scenarios[scenario]()
console.log(JSON.stringify({ steps, answer: answer ?? null }))
