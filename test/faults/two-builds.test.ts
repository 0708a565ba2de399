import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProjectError } from '../../src/diagnostics/diagnostic.ts'
import { built, builtWell, startCommand, startWorker } from './builds.ts'
import { expectEverywhere } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop } from './shop.ts'

const third = { batch: 'third', orders: 50, years: [2024] }

const minutesLater = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) })

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  return shop
}

test('a second build of an environment is refused and told who holds it; another environment is free', async () => {
  const shop = await builtShop()
  shop.give(newer)
  const first = startWorker(shop, { kind: 'event node-started', nth: 3, signal: 'SIGSTOP' })
  await first.printed('SIGSTOP')

  const second = await startCommand(shop, 'build').ended
  expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('store/locked') })
  expect(second.stderr).toContain(`@${hostname()} (process ${first.child.pid})`)
  expect(second.stderr).not.toMatch(/^ {4}at /m)
  const elsewhere = await startCommand(shop, 'build --target prod').ended
  expect(elsewhere).toMatchObject({ exitCode: 0, stderr: '' })
  await expectEverywhere(shop.lake, contentOf(newer), 'prod')
  await expectEverywhere(shop.lake, contentOf(older))

  first.child.kill('SIGCONT')
  expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' })
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('a build that slept until others took its lease publishes nothing over them', async () => {
  const shop = await builtShop()
  shop.give(newer)
  const sleeper = startWorker(shop, { kind: 'link lake/runs/<run>.json', nth: 1, signal: 'SIGSTOP' })
  await sleeper.printed('SIGSTOP')
  shop.give(third)
  await builtWell(shop, { clock: minutesLater(2) })
  await expectEverywhere(shop.lake, contentOf(third))

  sleeper.child.kill('SIGCONT')
  const { exitCode, stdout, stderr } = await sleeper.ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const summary = JSON.parse(stdout.split('\n')[1] ?? '')
  expect(summary).toMatchObject({ published: [], diagnostics: [{ code: 'store/conflict' }] })
  await expectEverywhere(shop.lake, contentOf(third))
})

test('of three builds that start at once each is done or refused, and the environment is whole', async () => {
  const shop = await builtShop()
  shop.give(newer)
  const exits = await Promise.all([1, 2, 3].map(() => startCommand(shop, 'build').ended))
  for (const { exitCode, stderr } of exits) {
    if (exitCode !== 0)
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(' is held by ') })
  }
  expect(exits.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(0)
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('nobody waits for a process that has ended, also when its id came back; for one elsewhere until its time is over', async () => {
  const shop = await builtShop()
  const lease = join(shop.lake, 'environments/dev/lock.json')
  const released = JSON.parse(readFileSync(lease, 'utf8'))
  const hold = (holder: object) => {
    const expires = new Date(Date.now() + 45_000)
    writeFileSync(lease, JSON.stringify({ ...released, host: hostname(), since: new Date(), expires, ...holder }))
  }
  const refusal = () =>
    built(shop).then(
      () => undefined,
      (error: unknown) => error,
    )

  hold({ pid: 4_194_303 })
  await builtWell(shop)
  hold({ pid: process.pid, since: new Date(Date.now() - 86_400_000) })
  await builtWell(shop)
  hold({ pid: process.pid })
  expect(await refusal()).toBeInstanceOf(ProjectError)
  hold({ host: 'elsewhere', pid: 1 })
  expect(await refusal()).toMatchObject({
    diagnostics: [{ code: 'store/locked', message: expect.stringContaining('@elsewhere (process 1)') }],
  })
  await builtWell(shop, { clock: minutesLater(1) })
})
