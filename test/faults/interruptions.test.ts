import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { built, builtWell, startCommand, startWorker, until } from './builds.ts'
import { eachTable, expectEverywhere, throughPointer } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop } from './shop.ts'

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  shop.give(newer)
  return shop
}

/** Unfinished files of the lake, and folders of runs. */
function remains({ folder, lake }: Shop): readonly string[] {
  const names = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.tmp-'))
  return [...names, ...readdirSync(join(folder, '.tpchmodel/work'))]
}

function isHeld({ lake }: Shop): boolean {
  return new Date(JSON.parse(readFileSync(join(lake, 'environments/dev/lock.json'), 'utf8')).expires) > new Date()
}

const endless = 'select count(*) as n from range(100000000) a, range(100000) b where a.range % 7 = b.range'

/** A build that works on a query without end. */
async function stuck(shop: Shop) {
  shop.write({ 'models/silver/endless.sql': endless })
  const command = startCommand(shop, 'build')
  await until(() => existsSync(join(shop.folder, 'target/compiled/shop/models/silver/endless.sql')))
  await pause(300)
  expect(command.child.exitCode).toBe(null)
  return command
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the queries, says how far it came, publishes nothing and leaves nothing',
  async (signal) => {
    const shop = await builtShop()
    const command = await stuck(shop)
    command.child.kill(signal)
    const { exitCode, stdout, stderr } = await command.ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' })
    expect(stdout).toMatch(/SUMMARY .* exit=130\n.*Done\. PASS=\d+ .* SKIP=\d+ .*\n$/)
    expect(stdout).toContain('Nothing was published: the run was interrupted')
    expect(remains(shop)).toEqual([])
    expect(isHeld(shop)).toBe(false)
    await expectEverywhere(shop.lake, contentOf(older))
    shop.remove('models/silver/endless.sql')
    await builtWell(shop)
    await expectEverywhere(shop.lake, contentOf(newer))
  },
)

test('a second Ctrl-C ends the process at once, and the next build tidies up', async () => {
  const shop = await builtShop()
  const command = await stuck(shop)
  command.child.kill('SIGSTOP')
  command.child.kill('SIGINT')
  command.child.kill('SIGTERM')
  command.child.kill('SIGCONT')
  expect(await command.ended).toMatchObject({ exitCode: 130 })
  await expectEverywhere(shop.lake, contentOf(older))
  shop.remove('models/silver/endless.sql')
  await builtWell(shop)
  expect(remains(shop)).toEqual([])
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('a build asked to end at any event ends with everything old and nothing left behind', async () => {
  const shop = await builtShop()
  let steps = 0
  await built(shop, { report: () => (steps += 1) })
  const moments = Array.from({ length: steps }, (_, index) => index + 1).filter(
    (at) => at < 6 || at % 4 === 0 || at > steps - 6,
  )
  let [batch, shown] = [0, contentOf(newer)]
  for (const at of moments) {
    batch += 1
    const data = { batch: `batch ${batch}`, orders: 20 + batch, years: [2021 + (batch % 2)] }
    shop.give(data)
    const abort = new AbortController()
    let left = at
    const summary = await built(shop, {
      signal: abort.signal,
      report: () => {
        left -= 1
        if (left === 0) abort.abort()
      },
    })
    expect(remains(shop)).toEqual([])
    expect(isHeld(shop)).toBe(false)
    if (!summary.interrupted) shown = contentOf(data)
    expect({ at, found: await throughPointer(shop.lake) }).toEqual({ at, found: eachTable(shown) })
    expect(summary.published.length > 0).toBe(!summary.interrupted)
  }
  shop.give(older)
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(older))
})

test.each([
  'link lake/data/…/*.parquet',
  'link lake/runs/<run>.json',
  'rename lake/environments/dev/current.json',
  'rename lake/dev/…/*.parquet',
])('a build asked to end at "%s" is all old or all new, and says which', async (kind) => {
  const shop = await builtShop()
  const { exitCode, stdout, stderr } = await startWorker(shop, { kind, nth: 1, signal: 'abort' }).ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [asked, summary = ''] = stdout.split('\n')
  expect(asked).toBe('abort')
  const { published, interrupted } = JSON.parse(summary)
  await expectEverywhere(shop.lake, contentOf(interrupted ? older : newer))
  expect(published.length > 0).toBe(!interrupted)
  expect(remains(shop)).toEqual([])
})
