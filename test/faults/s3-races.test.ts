import { hash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasS3, type S3Server } from '../support/s3-server.ts'
import { builtWell, startCommand, started, startWorker, until } from './builds.ts'
import { eachTable, expectEverywhere, type Found, ofOneFile, throughPointer, throughStablePaths } from './readers.ts'
import { prefix, type S3Shop, useS3Shops } from './s3-shop.ts'
import { contentOf, csvOf, newer, older } from './shop.ts'

const third = { batch: 'third', orders: 50, years: [2024] }

/** A program that reads a lake while others build it. */
interface Reader {
  /** All tables at one moment, through the pointer. */
  together(): Promise<Found>
  /** A table at its stable path, in one request. */
  alone(table: string): Promise<Found>
}

/** What a pointer, or the bytes of a file, lead to is looked at once: neither changes. */
function readerOf(server: S3Server, { bucket }: S3Shop): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-reader-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const known = new Map<string, Promise<Found>>()
  const bytesOf = async (key: string) => {
    const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}/${key}` }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }
  const placed = (lake: string, key: string, bytes: Buffer) => {
    const file = join(lake, key)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  const once = (name: string, look: (lake: string) => Promise<Found>) => {
    const found = known.get(name) ?? look(join(folder, name))
    known.set(name, found)
    return found
  }
  return {
    async together() {
      const key = 'environments/dev/current.json'
      const pointer = await bytesOf(key)
      return once(hash('sha256', pointer), async (lake) => {
        placed(lake, key, pointer)
        const files = [...pointer.toString().matchAll(/"key": ?"([^"]+)"/g)].map(([, file = '']) => file)
        for (const file of files) if (!existsSync(join(lake, file))) placed(lake, file, await bytesOf(file))
        return throughPointer(lake)
      })
    },
    async alone(table) {
      const [layer, name] = table.split('.')
      const key = `dev/${layer}/${name}/${name}.parquet`
      const bytes = await bytesOf(key)
      return once(hash('sha256', Buffer.concat([Buffer.from(key), bytes])), (lake) => {
        placed(lake, key, bytes)
        return throughStablePaths(lake)
      })
    },
  }
}

describe.skipIf(!hasS3())('on S3', () => {
  const shops = useS3Shops()

  test('10,000 reads of tables while builds alternate between two data sets see no mixture and no half', async () => {
    const shop = await shops.built(older)
    const { together, alone } = readerOf(shops.server(), shop)
    const builder = started(
      process.execPath,
      [
        'test/faults/alternating-worker.mjs',
        shop.folder,
        join(shop.folder, 'input/orders.csv'),
        csvOf(newer),
        csvOf(older),
      ],
      { stdin: 'pipe' },
    )
    const contents = [contentOf(older), contentOf(newer)]
    const whole = contents.map((content) => eachTable(content))
    const seen: (string | undefined)[] = []
    for (let reads = 0; reads < 10_000 || new Set(seen).size < 2; ) {
      const tables = await together()
      expect(whole).toContainEqual(tables)
      seen.push(tables['gold.revenue'])
      const found = await Promise.all(ofOneFile.map(alone))
      expect(found.flatMap((one) => Object.values(one)).filter((content) => !contents.includes(content))).toEqual([])
      reads += Object.keys(tables).length + found.length
    }
    builder.child.stdin?.end()
    const { exitCode, stderr } = await builder.ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(seen.filter((content, index) => index > 0 && content !== seen[index - 1]).length).toBeGreaterThan(5)
  }, 600_000)

  test('a second build of an environment is refused and told who holds it; another environment is free', async () => {
    const shop = await shops.built(older)
    shop.give(newer)
    const gate = atRunRecord(shop)
    const first = startWorker(shop, {})
    await until(gate.isReached)
    const second = await startCommand(shop, 'build').ended
    expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('store/locked') })
    expect(second.stderr).toContain(`@${hostname()} (process ${first.child.pid})`)
    expect(await startCommand(shop, 'build --target prod').ended).toMatchObject({ exitCode: 0, stderr: '' })
    gate.open()
    expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' })
    const lake = await shop.mirror()
    await expectEverywhere(lake, contentOf(newer))
    await expectEverywhere(lake, contentOf(newer), 'prod')
  }, 180_000)

  test('a build that slept until others took its lease publishes nothing over them', async () => {
    const shop = await shops.built(older)
    shop.give(newer)
    const gate = atRunRecord(shop)
    const sleeper = startWorker(shop, {})
    await until(gate.isReached)
    shop.give(third)
    await builtWell(shop, { clock: { now: () => new Date(Date.now() + 120_000) } })
    gate.open()
    const { exitCode, stdout, stderr } = await sleeper.ended
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ published: [], diagnostics: [{ code: 'store/conflict' }] })
    await expectEverywhere(await shop.mirror(), contentOf(third))
  }, 180_000)

  test('of three builds that start at once each is done or refused, and the environment is whole', async () => {
    const shop = await shops.built(older)
    shop.give(newer)
    const exits = await Promise.all([1, 2, 3].map(() => startCommand(shop, 'build').ended))
    for (const { exitCode, stderr } of exits) {
      if (exitCode === 0) continue
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(' is held by ') })
    }
    expect(exits.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(0)
    await expectEverywhere(await shop.mirror(), contentOf(newer))
  }, 180_000)
})

/** Holds the next write of a run's record back, the last one before the pointer. */
function atRunRecord({ proxy }: S3Shop): { readonly isReached: () => boolean; readonly open: () => void } {
  let reached = false
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  proxy.disturb(({ method, path }) => {
    if (reached || method !== 'PUT' || !path.includes('/runs/')) return undefined
    reached = true
    return { do: 'pause', when: 'before', until: () => gate }
  })
  return { isReached: () => reached, open }
}
