import { describe, expect, test } from 'vitest'
import { cleanLake } from '../../src/app/clean-lake.ts'
import { hasS3 } from '../support/s3-server.ts'
import { builtWell, startCommand } from './builds.ts'
import type { S3Request } from './disturbing-proxy.ts'
import { expectEverywhere } from './readers.ts'
import { prefix, type S3Shop, useS3Shops } from './s3-shop.ts'
import { contentOf, newer, older } from './shop.ts'

/** Below which prefixes of the lake a command may write and remove; it may read all of it. */
interface Rights {
  readonly writes: readonly string[]
  readonly removes: readonly string[]
}

// As docs/security.md and docs/how-to/s3.md give them.
const reader: Rights = { writes: [], removes: [] }
const builder: Rights = {
  writes: ['data/', 'runs/', 'environments/dev/', 'dev/'],
  removes: ['environments/dev/', 'dev/'],
}
const publisher: Rights = { writes: ['runs/', 'environments/dev/', 'dev/'], removes: ['environments/dev/', 'dev/'] }
const cleaner: Rights = { writes: [], removes: ['data/', 'runs/', 'environments/dev/history/'] }

/** What a request asks beyond the rights; undefined for one that they allow. */
function excess(request: S3Request, { writes, removes }: Rights): string | undefined {
  const lies = (path: string, prefixes: readonly string[]) =>
    prefixes.some((one) => path.startsWith(`${prefix}/${one}`))
  const key = request.path.split('/').slice(1).join('/')
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  if (request.method === 'DELETE') return lies(key, removes) ? undefined : `DELETE ${key}`
  if (request.query !== 'delete') return lies(key, writes) ? undefined : `${request.method} ${key}`
  const keys = [...request.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, one = '']) => one)
  const beyond = keys.filter((one) => !lies(one, removes))
  return keys.length > 0 && beyond.length === 0 ? undefined : `DELETE ${beyond.join(' ')}`
}

/** From now on the server refuses what the rights do not give. Returns what it refused. */
function restrict(shop: S3Shop, rights: Rights): readonly string[] {
  const refused: string[] = []
  shop.proxy.disturb((request) => {
    const asked = excess(request, rights)
    if (asked === undefined) return undefined
    refused.push(asked)
    return { do: 'refuse', status: 403, code: 'AccessDenied' }
  })
  return refused
}

describe.skipIf(!hasS3())('on S3, with the rights that the documentation gives', () => {
  const shops = useS3Shops()

  async function runs(shop: S3Shop, command: string, rights: Rights): Promise<string> {
    const refused = restrict(shop, rights)
    const { exitCode, stdout, stderr } = await startCommand(shop, command).ended
    expect(refused, command).toEqual([])
    expect({ command, exitCode, said: `${stdout}${stderr}` }).toEqual({
      command,
      exitCode: 0,
      said: expect.any(String),
    })
    return stdout
  }

  test('each command works, from the first build to the removal of what nobody needs', async () => {
    const shop = await shops.fresh()
    shop.give(older)
    await runs(shop, 'build', builder)
    shop.give(newer)
    await runs(shop, 'build', builder)
    await expectEverywhere(await shop.mirror(), contentOf(newer))
    for (const command of ['plan', 'show --select revenue', 'environments', 'environments history', 'test']) {
      await runs(shop, command, reader)
    }
    await runs(shop, 'rollback --steps 1', publisher)
    await expectEverywhere(await shop.mirror(), contentOf(older))
    shop.proxy.disturb(undefined)
    await builtWell(shop)
    const refused = restrict(shop, cleaner)
    const nextWeek = { now: () => new Date(Date.now() + 8 * 86_400_000) }
    const { objects } = await cleanLake({ projectDir: shop.folder, environment: {}, keep: 1, clock: nextWeek })
    expect({ refused, isWork: objects.length > 0 }).toEqual({ refused: [], isWork: true })
    shop.proxy.disturb(undefined)
    await expectEverywhere(await shop.mirror(), contentOf(newer))
  }, 300_000)

  test('a right that is missing is named as the line of a policy, and readers see what they saw', async () => {
    const shop = await shops.built(older)
    shop.give(newer)
    restrict(shop, { ...builder, writes: builder.writes.filter((one) => one !== 'data/') })
    const { exitCode, stdout } = await startCommand(shop, 'build').ended
    expect(exitCode).toBe(1)
    expect(stdout).toContain(
      `{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::${shop.bucket}/${prefix}/*"}`,
    )
    shop.proxy.disturb(undefined)
    await expectEverywhere(await shop.mirror(), contentOf(older))
  }, 180_000)
})
