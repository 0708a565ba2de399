import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { hasS3, type S3Server } from '../support/s3-server.ts'
import { builtWell, startCommand } from './builds.ts'
import type { Disturbance, S3Request } from './disturbing-proxy.ts'
import { expectEverywhere } from './readers.ts'
import { type S3Shop, useS3Shops } from './s3-shop.ts'
import { contentOf, newer, older } from './shop.ts'

/** What is done to the n-th request of a kind, counted from 1; undefined for those that pass. */
type Rule = (request: S3Request, nth: number) => Disturbance | undefined

interface Trouble {
  readonly about: string
  /** Which requests are meant. */
  readonly requests: (request: S3Request) => boolean
  readonly rule: Rule
  /** Why the build fails; without it, it finishes. */
  readonly says?: readonly string[]
}

const isData = ({ method, path }: S3Request) => method === 'PUT' && path.includes('/data/')
const isPointer = ({ method, path }: S3Request) => method === 'PUT' && path.endsWith('/current.json')
const isWrite = ({ method }: S3Request) => method !== 'GET' && method !== 'HEAD'
const isRead = ({ method, query }: S3Request) => method === 'GET' && query === ''
const isList = ({ method, query }: S3Request) => method === 'GET' && query.includes('list-type')
const once =
  (disturbance: Disturbance): Rule =>
  (_, nth) =>
    nth === 1 ? disturbance : undefined
const always =
  (disturbance: Disturbance): Rule =>
  () =>
    disturbance

function firstOfEach(disturbance: Disturbance): Rule {
  const seen = new Set<string>()
  return ({ method, path, query }) => {
    const name = `${method} ${path} ${query}`
    if (seen.has(name)) return undefined
    seen.add(name)
    return disturbance
  }
}

/** Troubles that pass, which a build has to live with. */
const passing: readonly Trouble[] = [
  {
    about: 'a server error at every third write',
    requests: isWrite,
    rule: (_, nth) => (nth % 3 === 0 ? { do: 'refuse', status: 500, code: 'InternalError' } : undefined),
  },
  {
    about: 'a request to slow down, at the first five requests',
    requests: () => true,
    rule: (_, nth) => (nth <= 5 ? { do: 'refuse', status: 503, code: 'SlowDown' } : undefined),
  },
  {
    about: 'a connection that ends before the server sees a file',
    requests: isData,
    rule: once({ do: 'cut', when: 'before' }),
  },
  {
    about: 'a connection that ends in the middle of a file',
    requests: isData,
    rule: once({ do: 'cut', when: 'half' }),
  },
  {
    about: 'a file that arrives, and an answer that does not',
    requests: isData,
    rule: once({ do: 'cut', when: 'after' }),
  },
  { about: 'a pointer that never arrives', requests: isPointer, rule: once({ do: 'cut', when: 'before' }) },
  {
    about: 'a pointer that arrives, and an answer that does not',
    requests: isPointer,
    rule: once({ do: 'cut', when: 'after' }),
  },
  {
    about: 'a write of the pointer that conflicts with another one for a moment',
    requests: isPointer,
    rule: once({ do: 'refuse', status: 409, code: 'ConditionalRequestConflict' }),
  },
  {
    about: 'every write that arrives, and no first answer',
    requests: isWrite,
    rule: firstOfEach({ do: 'cut', when: 'after' }),
  },
  { about: 'a bit of a file that is another one on arrival', requests: isData, rule: once({ do: 'flip', of: 'body' }) },
  { about: 'half of an answer', requests: isRead, rule: once({ do: 'cut-answer' }) },
  { about: 'half of a list', requests: isList, rule: once({ do: 'cut-answer' }) },
]

/** Troubles that stay: the build ends with one message, and readers see what they saw. */
const lasting: readonly Trouble[] = [
  {
    about: 'a token that has expired',
    requests: isData,
    rule: (_, nth) => (nth > 2 ? { do: 'refuse', status: 400, code: 'ExpiredToken' } : undefined),
    says: ['The credentials of the lake have ended'],
  },
  {
    about: 'a clock that is wrong',
    requests: () => true,
    rule: always({ do: 'refuse', status: 403, code: 'RequestTimeTooSkewed' }),
    says: ['The clock of this machine'],
  },
  {
    about: 'a server that fails at every write',
    requests: isWrite,
    rule: always({ do: 'refuse', status: 500, code: 'InternalError' }),
    says: ['store/unreachable'],
  },
  {
    about: 'a right that ends in the middle',
    requests: isData,
    rule: (_, nth) => (nth > 2 ? { do: 'refuse', status: 403, code: 'AccessDenied' } : undefined),
    says: ['store/denied', 's3:PutObject'],
  },
  {
    about: 'a bit of every file that is another one on arrival',
    requests: isData,
    rule: always({ do: 'flip', of: 'body' }),
    says: ['did not arrive as it was sent'],
  },
]

describe.skipIf(!hasS3())('on S3', () => {
  const shops = useS3Shops()

  function disturb(shop: S3Shop, { requests, rule }: Trouble): () => number {
    let count = 0
    let disturbed = 0
    shop.proxy.disturb((request) => {
      if (!requests(request)) return undefined
      count += 1
      const disturbance = rule(request, count)
      if (disturbance !== undefined) disturbed += 1
      return disturbance
    })
    return () => disturbed
  }

  test.each(passing)(
    '$about costs nothing but time',
    async (trouble) => {
      const shop = await shops.built(older)
      shop.give(newer)
      const disturbed = disturb(shop, trouble)
      const { exitCode, stdout, stderr } = await startCommand(shop, 'build').ended
      expect(exitCode, `${stdout}${stderr}`).toBe(0)
      expect(disturbed()).toBeGreaterThan(0)
      shop.proxy.disturb(undefined)
      await expectEverywhere(await shop.mirror(), contentOf(newer))
      expect(await openUploads(shops.server(), shop.bucket)).toEqual([])
    },
    180_000,
  )

  test.each(lasting)(
    '$about ends the build with one message, and readers see what they saw',
    async (trouble) => {
      const shop = await shops.built(older)
      shop.give(newer)
      const disturbed = disturb(shop, trouble)
      const { exitCode, stdout, stderr } = await startCommand(shop, 'build').ended
      const said = `${stdout}${stderr}`
      expect(disturbed()).toBeGreaterThan(0)
      for (const text of trouble.says ?? []) expect(said).toContain(text)
      expect(said).not.toMatch(/^ {4}at |Internal error/m)
      expect(said).not.toContain(shops.server().secretAccessKey)
      expect({ exitCode, said }).toEqual({ exitCode: 1, said })
      shop.proxy.disturb(undefined)
      await expectEverywhere(await shop.mirror(), contentOf(older))
      await builtWell(shop)
      await expectEverywhere(await shop.mirror(), contentOf(newer))
      expect(await openUploads(shops.server(), shop.bucket)).toEqual([])
    },
    300_000,
  )
})

/** Uploads in several parts that nobody has ended. */
async function openUploads({ client }: S3Server, bucket: string): Promise<readonly string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  return Uploads.map(({ Key = '' }) => Key)
}
