import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { steadyText } from './support/expect-text.ts'
import { openRig, type Rig, test, text } from './support/rig.ts'
import { expectedText, transcript, useProject } from './support/transcript.ts'

/*
 * Every folder of test/wrong-inputs is a mistake: files on top of those of `base`, a sound project whose lake is built,
 * with the lines that a user types in `command` and what the user then sees in `expected.txt`. UPDATE=1 writes the
 * latter anew. Whatever the mistake, the lake stays as it was.
 */
const folder = 'test/wrong-inputs'
/** A namespace of its own, where small disks can be mounted. */
const isolated = process.getuid?.() === 0 ? 'unshare --mount' : 'unshare --user --map-root-user --mount'
/** Run by the program itself, and not in this process: what it does before and after a command is tested with these. */
const throughTheProgram = new Set([
  'a-folder-without-a-project',
  'a-model-of-two-statements',
  'a-ref-to-nothing',
  'an-extension-that-is-not-there',
  'postgresql-that-is-down',
])
const titles = readdirSync(folder).filter((name) => name !== 'base')
const password = 'hunter-2-is-secret'
const env = { SHOP_PASSWORD: password, POSTGRES_PASSWORD: password, DBT_ENV_SECRET_KEY: password }

describe.concurrent('wrong inputs', () => {
  let built: ReturnType<typeof openRig> | undefined
  beforeAll(async () => {
    built = openRig()
    useProject(join(folder, 'base'), built.rig)
    expect(await built.rig.run('build --quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })
  afterAll(() => built?.remove())

  test.for(titles)('%s', async (title, { rig }) => {
    const own = join(folder, title)
    useProject(join(folder, 'base'), rig)
    cpSync(join(built?.rig.folder ?? '', 'lake'), join(rig.folder, 'lake'), { recursive: true })
    useProject(own, rig)
    const before = lakeOf(rig)
    const seen = await transcript(rig, { env, isHere: !throughTheProgram.has(title) })
    expect(seen).toBe(expectedText(join(own, 'expected.txt'), seen))
    expect(seen).not.toMatch(/^ {4}at |Internal error|This is a mistake of tpchmodel/m)
    expect(seen).not.toContain(password)
    expect(seen).toMatch(/\[exit [12]\]\n$/)
    expect(lakeOf(rig)).toEqual(before)
  })
})

test('a lake that may not be written is told, and stays as it was', async ({ rig }) => {
  useProject(join(folder, 'base'), rig)
  expect(await rig.run('build --quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  rig.write({ 'models/gold/more.sql': 'select 1 as n' })
  const before = lakeOf(rig)
  const nobody = process.getuid?.() === 0 ? 'setpriv --reuid=65534 --regid=65534 --clear-groups' : ''
  await rig.shell('chmod -R a+rwX .. && chmod -R a-w lake')
  const { exitCode, stdout, stderr } = await rig.shell(`${nobody} tpchmodel build`)
  await rig.shell('chmod -R u+w lake')
  expect(exitCode).toBe(1)
  expect(steadyText(stdout + stderr, rig.folder)).toBe(text`
    tpchmodel <version> · shop · target dev (lake/) · duckdb 1.5.5 · 1 thread
    Parsed 4 models, 2 tests in …
    store/denied  The lake cannot be written or read.
      The system does not allow to write "<project>/lake/environments/dev/lock.json" (EACCES).
      Give the user that runs this command the right to write in "<project>/lake/environments/dev" and the folders below it.

    1 error.
  `)
  expect(lakeOf(rig)).toEqual(before)
})

test.skipIf(!canMount())('a disk that is full is told, and the lake stays as it was', async ({ rig }) => {
  useProject(join(folder, 'base'), rig)
  const more = 'select hash(range)::varchar || hash(range + 1)::varchar as noise from range(200000)'
  const steps = [
    'mount -t tmpfs -o size=1m tmpfs lake || exit 77',
    'tpchmodel build --quiet || exit 78',
    `echo "${more}" > models/gold/more.sql`,
    'find lake -type f ! -path "lake/runs/*" ! -name lock.json -exec sha256sum {} + | sort > before',
    'tpchmodel build --select more',
    'echo "exit $?"',
    'find lake -type f ! -path "lake/runs/*" ! -name lock.json -exec sha256sum {} + | sort > after',
    'cmp before after && echo same',
  ]
  const script = `mkdir lake && ${isolated} sh -c '${steps.join('; ').replaceAll("'", "'\\''")}'`
  const { exitCode, stdout, stderr } = await rig.shell(script)
  expect(exitCode).toBe(0)
  expect(steadyText(stdout + stderr, rig.folder).replaceAll(/[\d,]+ bytes are/g, 'N bytes are')).toBe(text`
    tpchmodel <version> · shop · target dev (lake/) · duckdb 1.5.5 · 1 thread
    Parsed 4 models, 2 tests in …
    [1/1] OK     gold.more            parquet   rows=200000 bytes=… time=…

    store/full  There is no space left.
      "<project>/lake/data/gold/more/<sha256>/00000-<sha256>.parquet" cannot be written: there is no space left. N bytes are needed. N bytes are free.
      Free some space, or give the lake another folder. What was published before is unchanged.

    Nothing was published: readers see what they saw before.
    SUMMARY ok=1 reuse=0 fail=0 skip=0 tests=0/0 rows=200000 time=… exit=1
    Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=1
    exit 1
    same
  `)
})

test('what the table of wrong inputs names is there', () => {
  const table = readFileSync('test/wrong-inputs.md', 'utf8')
  const cells = [...table.matchAll(/\| ([^|]*) \|$/gm)].flatMap(([, tested = '']) => [...tested.matchAll(/`([^`]+)`/g)])
  const named = cells.map(([, name = '']) => (name.includes('/') ? name : join(folder, name)))
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})

function canMount(): boolean {
  return spawnSync('/bin/sh', ['-c', `${isolated} mount -t tmpfs tmpfs /tmp`]).status === 0
}

/**
 * Hashes of the files that readers of a lake can come by: not leases and records of runs, nor what says where the lake
 * is, which was copied here.
 */
function lakeOf({ folder: root }: Rig): ReadonlyMap<string, string> {
  const lake = join(root, 'lake')
  const files = readdirSync(lake, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(lake.length + 1))
  const read = paths
    .filter((path) => !/^runs\/|\/(?:lock|derived)\.json$|\/symlink\/|\/views\.(?:duckdb|sql)$/.test(path))
    .sort()
  return new Map(
    read.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(lake, path)))
        .digest('hex'),
    ]),
  )
}
