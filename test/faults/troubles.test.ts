import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtWell, type Ended, startCommand } from './builds.ts'
import { eachTable, expectEverywhere, throughPointer } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop } from './shop.ts'

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  return shop
}

/** It ended with exit code 1, said this once, and told nobody of its own inside. */
function expectMessage({ exitCode, stdout, stderr }: Ended, ...texts: readonly string[]): void {
  const said = `${stdout}${stderr}`
  for (const text of texts) expect(said.replaceAll(/\s+/g, ' ')).toContain(text)
  expect(said).not.toMatch(/^ {4}at |Internal error|mistake of tpchmodel/m)
  expect({ exitCode, said }).toEqual({ exitCode: 1, said })
}

function workFolders({ folder }: Shop): readonly string[] {
  return readdirSync(join(folder, '.tpchmodel/work'))
}

/** The one file of a table's current version. */
function dataFile(shop: Shop, table: string): string {
  const { tables } = JSON.parse(readFileSync(join(shop.lake, 'environments/dev/current.json'), 'utf8'))
  return join(shop.lake, tables[table].files[0].key)
}

test.each([
  ['one file', ''],
  ['partitions', "{{ config(partition_by=['part']) }}"],
])('a query of %s that fails on its last row leaves the rows of before', async (_, config) => {
  const shop = newShop()
  const model = (last: string) => `${config} select i, i % 3 as part, ${last} as n from range(300000) t(i)`
  shop.write({ 'models/gold/many.sql': model('i') })
  shop.remove('models/bronze')
  shop.give(older)
  for (const folder of ['models/silver', 'models/interface', 'tests']) shop.remove(folder)
  for (const name of ['revenue.sql', 'revenue_by_year.sql', 'gold.yml']) shop.remove(`models/gold/${name}`)
  await builtWell(shop)
  const before = readFileSync(join(shop.lake, 'environments/dev/current.json'), 'utf8')
  shop.write({ 'models/gold/many.sql': model("case when i = 299999 then cast('the last' as integer) else i end") })
  const exit = await startCommand(shop, 'build').ended
  expectMessage(exit, 'models/gold/many.sql', 'the last')
  expect(readFileSync(join(shop.lake, 'environments/dev/current.json'), 'utf8')).toBe(before)
  expect(workFolders(shop)).toEqual([])
})

test('a source file that vanished is named, and everything stays', async () => {
  const shop = await builtShop()
  shop.remove('input/orders.csv')
  expectMessage(await startCommand(shop, 'build').ended, 'models/bronze/orders.sql', 'input/orders.csv')
  await expectEverywhere(shop.lake, contentOf(older))
  shop.give(newer)
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('a pointer that is cut off or of a newer format is named and left alone; its history brings it back', async () => {
  const shop = await builtShop()
  shop.give(newer)
  await builtWell(shop)
  const pointer = join(shop.lake, 'environments/dev/current.json')
  const whole = readFileSync(pointer, 'utf8')
  for (const [content, code] of [
    [whole.slice(0, -100), 'store/corrupt'],
    ['', 'store/corrupt'],
    [whole.replace('"format": 1', '"format": 9'), 'store/format'],
  ] as const) {
    writeFileSync(pointer, content)
    expectMessage(await startCommand(shop, 'build').ended, code, pointer)
    expect(readFileSync(pointer, 'utf8')).toBe(content)
  }
  writeFileSync(pointer, readFileSync(join(shop.lake, 'environments/dev/history/0000000001.json')))
  expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(older)))
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(newer))
})

test.each(['lock.json', 'derived.json'])('a damaged %s stops nobody; one of a newer format does', async (name) => {
  const shop = await builtShop()
  const file = join(shop.lake, 'environments/dev', name)
  writeFileSync(file, '{"format": 1, "ep')
  shop.give(newer)
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(newer))
  writeFileSync(file, '{"format": 9}')
  expectMessage(await startCommand(shop, 'build').ended, 'store/format', file)
})

test('a data file that was cut off is named; building anew puts it right', async () => {
  const shop = await builtShop()
  const file = dataFile(shop, 'silver.order_regions')
  truncateSync(file, 100)
  expectMessage(await startCommand(shop, 'build').ended, 'store/corrupt', file, '--full-refresh')
  expectMessage(await startCommand(shop, 'build --full-refresh').ended, 'store/corrupt', file, 'remove the file')
  rmSync(file)
  expectMessage(await startCommand(shop, 'build').ended, 'store/corrupt', file, '--full-refresh')
  await builtWell(shop, { fullRefresh: true })
  expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(older)))
})

test('other bytes under the name of a data file are not taken for its own', async () => {
  const shop = await builtShop()
  const file = dataFile(shop, 'silver.order_regions')
  const { size } = statSync(file)
  rmSync(file)
  writeFileSync(file, Buffer.alloc(size, 7))
  expectMessage(await startCommand(shop, 'build --select revenue --full-refresh').ended, 'store/corrupt', file)
  expectMessage(await startCommand(shop, 'show --select revenue').ended, 'store/corrupt', file)
  expectMessage(await startCommand(shop, 'build --full-refresh').ended, 'store/corrupt', file, 'SHA-256')
  rmSync(file)
  await builtWell(shop, { fullRefresh: true })
  expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(older)))
})

test('a lake that was removed is built again', async () => {
  const shop = await builtShop()
  rmSync(shop.lake, { recursive: true })
  shop.give(newer)
  const { exitCode, stderr } = await startCommand(shop, 'build').ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('debug tells a pointer that is damaged', async () => {
  const shop = await builtShop()
  truncateSync(join(shop.lake, 'environments/dev/current.json'), 100)
  const exit = await startCommand(shop, 'debug').ended
  expectMessage(exit, 'FAIL lake', 'environments/dev/current.json" cannot be understood', '1 of 3 checks failed')
})
