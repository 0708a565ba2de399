import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { compiledRooms, runWorker } from './compiled.ts'

const compiled = compiledRooms()

/** What the key held before, and what it may hold after a crash. */
const scenarios = [
  { name: 'create', before: undefined, after: [undefined, 'new'] },
  { name: 'replace', before: 'old', after: ['old', 'new'] },
  { name: 'swap', before: 'old', after: ['old', 'new'] },
  { name: 'putFile', before: undefined, after: [undefined, 'new'] },
  { name: 'copy', before: 'old', after: ['old', 'new'] },
  { name: 'delete', before: 'old', after: ['old', undefined] },
] as const

test.each(scenarios)(
  'a local store killed at any step of $name holds the old or the new, and works on',
  async (scenario) => {
    const seen = new Set<string | undefined>()
    let kills = 0
    for (let step = 1, finished = false; !finished; step += 2) {
      const attempts = await Promise.all([step, step + 1].map((at) => crash(scenario, at)))
      for (const { killed, content } of attempts) {
        expect(scenario.after).toContain(content)
        seen.add(content)
        if (killed) kills += 1
        else finished = true
      }
    }
    expect(kills).toBeGreaterThan(1)
    expect([...seen].sort()).toEqual([...scenario.after].sort())
  },
)

test('compare-and-swap loses no answered write while writers are killed all the time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-crash-'))
  try {
    const file = join(folder, 'file')
    await writeFile(file, 'new')
    const store = await openLocalStore(folder)
    await store.put('a/x', Buffer.from('[]'))
    const module = join(compiled.folder(), 'stores/local/local-store.js')
    const exits = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        runWorker('test/stores/crash-worker.mjs', [module, folder, `${100 + index * 37}`, 'append', file]),
      ),
    )
    expect(new Set(exits.map(({ signal }) => signal))).toEqual(new Set(['SIGKILL']))
    const answered = exits.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''))
    const kept: string[] = JSON.parse((await store.get('a/x'))?.content.toString() ?? '')
    expect(answered.length).toBeGreaterThan(16)
    expect(kept).toEqual(expect.arrayContaining(answered))
    expect(new Set(kept).size).toBe(kept.length)
    expect(kept.length - answered.length).toBeLessThanOrEqual(exits.length)
    await assertWorksOn(folder, 'a/x', ['a/x', 'file'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function crash(
  scenario: (typeof scenarios)[number],
  step: number,
): Promise<{ readonly killed: boolean; readonly content: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-crash-'))
  try {
    const lake = join(folder, 'lake')
    const file = join(folder, 'file')
    await writeFile(file, 'new')
    const store = await openLocalStore(lake)
    await store.put('b/y', Buffer.from('new'))
    if (scenario.before !== undefined) await store.put('a/x', Buffer.from(scenario.before))
    const module = join(compiled.folder(), 'stores/local/local-store.js')
    const exit = await runWorker('test/stores/crash-worker.mjs', [module, lake, `${step}`, scenario.name, file])
    expect(exit).toMatchObject(exit.signal === null ? { exitCode: 0, stderr: '' } : { signal: 'SIGKILL' })
    const content = (await store.get('a/x'))?.content.toString()
    await assertWorksOn(lake, 'a/x', content === undefined ? ['b/y'] : ['a/x', 'b/y'])
    return { killed: exit.signal !== null, content }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Another process that comes later finds no trace that stops it, and shows none. */
async function assertWorksOn(lake: string, key: string, expected: readonly string[]): Promise<void> {
  const store = await openLocalStore(lake)
  const keys: string[] = []
  for await (const object of store.list('')) keys.push(object.key)
  expect(keys).toEqual(expected)
  const found = await store.get(key)
  const condition = found === undefined ? ({ absent: true } as const) : { etag: found.etag }
  const answer = await store.put(key, Buffer.from('next'), condition)
  expect(answer).not.toBe('conflict')
  expect((await store.get(key))?.content.toString()).toBe('next')
  expect((await readdir(join(lake, 'a'))).filter((name) => name.endsWith('.claim'))).toEqual([])
}
