import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtWell, commandLine, started } from './builds.ts'
import { expectEverywhere } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop } from './shop.ts'

/** How a process gets mounts of its own here; undefined where the system refuses that. */
const unshare = [['--mount'], ['--user', '--map-root-user', '--mount']].find((flags) => {
  try {
    execFileSync('unshare', [...flags, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

/** Runs shell commands that see mounts of their own. `$BUILD` builds the shop; `$STATE` prints what its lake holds. */
async function inMounts({ folder }: Shop, commands: readonly string[]) {
  const head = [
    'set -u',
    `cd '${folder}'`,
    `BUILD="'${process.execPath}' '${commandLine}' build"`,
    `STATE="find lake -type f ! -name lock.json ! -path 'lake/runs/*' ! -path 'lake/data/*' -exec sha256sum {} +"`,
  ]
  const script = [...head, ...commands].join('\n')
  return started('unshare', [...(unshare ?? []), 'sh', '-c', script]).ended
}

function parts(stdout: string): readonly string[] {
  return stdout.split('=====\n')
}

/** Rows that need some megabytes. */
const manyRows =
  "{{ config(compression='uncompressed') }} select hash(i) as h, hash(i + 1) as g, i from range(400000) t(i)"

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  shop.give(newer)
  return shop
}

test.skipIf(unshare === undefined)(
  'where the work folder is full, the model that needs it fails and its rows stay',
  async () => {
    const shop = await builtShop()
    shop.write({ 'models/gold/revenue.sql': manyRows })
    const { exitCode, stdout, stderr } = await inMounts(shop, [
      'mount -t tmpfs -o size=2m tmpfs .tpchmodel',
      'eval $BUILD',
      'echo "exit $?"',
      'ls .tpchmodel/work',
    ])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/exit 1\n$/)
    expect(stdout).toMatch(/run\/sql-failed .*\n +models\/gold\/revenue\.sql:1:\d+/)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/No space left|there is no space left/)
  },
)

test.skipIf(unshare === undefined)(
  'a query that spills more than the disk holds fails with the setting to change',
  async () => {
    const shop = await builtShop()
    const profile = readFileSync(join(shop.folder, 'profiles.yml'), 'utf8')
    shop.write({
      'profiles.yml': profile.replaceAll('threads: 2', 'threads: 1, memory_limit: 60MB'),
      'models/gold/revenue.sql':
        'select i, hash(i) as h, count(*) as n from range(5000000) t(i) group by all order by h limit 3',
    })
    const { stdout, stderr } = await inMounts(shop, [
      'mount -t tmpfs -o size=3m tmpfs .tpchmodel',
      'eval $BUILD',
      'echo "exit $?"',
      'ls .tpchmodel/work',
    ])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/exit 1\n$/)
    expect(stdout).toMatch(/run\/sql-failed .*\n +models\/gold\/revenue\.sql:1:\d+/)
    expect(stdout).toContain('Raise "memory_limit" of the target')
    expect(stdout).not.toMatch(/PRAGMA|Possible solutions|https?:/)
  },
)

test.skipIf(unshare === undefined)(
  'where the lake is full nothing is published, nothing is lost, and room is all it takes',
  async () => {
    const shop = await builtShop()
    shop.remove('lake')
    const { stdout, stderr } = await inMounts(shop, [
      'mkdir lake && mount -t tmpfs -o size=3m tmpfs lake',
      `cp input/orders.csv newer.csv; printf '%s' "$(head -20 newer.csv)" > input/orders.csv`,
      'eval $BUILD > /dev/null; echo "exit $?"; eval $STATE | sort; echo =====',
      'cp newer.csv input/orders.csv; cp models/gold/revenue.sql small.sql',
      `printf '%s' "${manyRows}" > models/gold/revenue.sql`,
      'eval $BUILD; echo "exit $?"; echo =====',
      'eval $STATE | sort; find lake -name ".tmp-*"; ls .tpchmodel/work; echo =====',
      'cp small.sql models/gold/revenue.sql; eval $BUILD > /dev/null; echo "exit $?"',
    ])
    expect(stderr).toBe('')
    const [before = '', full = '', after = '', last = ''] = parts(stdout)
    expect(before).toMatch(/^exit 0\n/)
    expect(full).toMatch(/exit 1\n$/)
    expect(full.replaceAll(/\s+/g, ' ')).toMatch(
      /store\/full .* no space left. [\d,]+ bytes are needed. [\d,]+ bytes are free\./,
    )
    expect(full.match(/store\/full/g)).toHaveLength(1)
    expect(`exit 0\n${after}`).toBe(before)
    expect(last).toBe('exit 0\n')
  },
)

test.skipIf(unshare === undefined)(
  'a lake that is mounted read-only is a message, and so is such a project',
  async () => {
    const shop = await builtShop()
    const readOnly = (folder: string) => [
      `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} ${folder}`,
      'eval $BUILD',
      'echo "exit $?"',
    ]
    const lake = await inMounts(shop, readOnly('lake'))
    expect(`${lake.stdout}${lake.stderr}`).toMatch(/store\/denied/)
    expect(`${lake.stdout}${lake.stderr}`.replaceAll(/\s+/g, ' ')).toContain('mounted read-only')
    expect(lake.stdout).toMatch(/exit 1\n$/)
    const project = await inMounts(shop, readOnly('.'))
    expect(`${project.stdout}${project.stderr}`).toMatch(/run\/work-folder/)
    expect(project.stdout).toMatch(/exit 1\n$/)
    for (const { stdout, stderr } of [lake, project]) expect(`${stdout}${stderr}`).not.toMatch(/^ {4}at /m)
    await expectEverywhere(shop.lake, contentOf(older))
  },
)

test('a lake of another user is a message, and stays as it is', async () => {
  const shop = await builtShop()
  for (const entry of readdirSync(shop.lake, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o555)
  }
  const nobody = 65_534
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    chmodSync(shop.folder, 0o755)
    for (const own of ['.tpchmodel', '.tpchmodel/work', 'target']) {
      mkdirSync(join(shop.folder, own), { recursive: true })
      chownSync(join(shop.folder, own), nobody, nobody)
    }
  }
  const args = [commandLine, 'build', '--project-dir', shop.folder]
  const { exitCode, stdout, stderr } = await started(process.execPath, args, isRoot ? { uid: nobody } : {}).ended
  expect({ exitCode, said: `${stdout}${stderr}` }).toEqual({
    exitCode: 1,
    said: expect.stringMatching(/store\/denied/),
  })
  expect(`${stdout}${stderr}`.replaceAll(/\s+/g, ' ')).toContain('EACCES')
  for (const entry of readdirSync(shop.lake, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755)
  }
  await expectEverywhere(shop.lake, contentOf(older))
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(newer))
})
