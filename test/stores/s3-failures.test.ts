import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Store, StoreError } from '../../src/ports/store.ts'
import type { S3Options } from '../../src/stores/s3/options.ts'
import { openS3Store } from '../../src/stores/s3/s3-store.ts'
import { Secret } from '../../src/util/secret.ts'
import { type S3Proxy, s3Error, startS3Proxy } from '../support/s3-proxy.ts'
import { hasS3, type S3Server, startS3 } from '../support/s3-server.ts'

describe.skipIf(!hasS3())('a store on S3', () => {
  let server: S3Server
  let proxy: S3Proxy
  let bucket: string
  let folder: string
  beforeAll(async () => {
    server = await startS3()
  })
  afterAll(() => server[Symbol.asyncDispose]())
  beforeEach(async () => {
    proxy = await startS3Proxy(server.port)
    bucket = await server.bucket()
    folder = await mkdtemp(join(tmpdir(), 'tpchmodel-s3-failures-'))
  })
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  function open(options: Partial<S3Options> = {}): Promise<Store> {
    return openS3Store({
      bucket,
      prefix: 'lake',
      endpoint: proxy.endpoint,
      credentials: {
        accessKeyId: new Secret(server.accessKeyId),
        secretAccessKey: new Secret(server.secretAccessKey),
      },
      workFolder: join(folder, 'work'),
      cache: { folder: join(folder, 'cache'), size: 1e9 },
      ...options,
    })
  }

  async function file(
    bytes: number,
  ): Promise<{ readonly path: string; readonly sha256: string; readonly bytes: number }> {
    const content = randomBytes(bytes)
    const path = join(folder, `file-${bytes}`)
    await writeFile(path, content)
    return { path, sha256: createHash('sha256').update(content).digest('hex'), bytes }
  }

  /** What a user reads of a failure. */
  async function told(step: Promise<unknown>): Promise<{ readonly code: string; readonly text: string }> {
    const error: unknown = await step.then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(error instanceof StoreError)) throw new Error('A StoreError was expected.', { cause: error })
    const text = `${error.message}\n${error.hint ?? ''}`.replaceAll(proxy.endpoint, 'http://server')
    expect(text).not.toContain(server.secretAccessKey)
    return { code: error.code, text }
  }

  describe('says what is wrong', () => {
    test('with a bucket that is not there', async () => {
      expect(await told((await open({ bucket: 'nowhere' })).get('a'))).toEqual({
        code: 'store/no-bucket',
        text: 'http://server has no bucket "nowhere".\nMake the bucket, or correct "bucket" of the lake. A run never makes one.',
      })
    })

    test('with a secret that does not fit', async () => {
      const credentials = { accessKeyId: new Secret(server.accessKeyId), secretAccessKey: new Secret('wrong') }
      expect(await told((await open({ credentials })).get('a'))).toEqual({
        code: 'store/credentials',
        text: 'The secret key of the lake does not belong to its access key: http://server refused the signature (SignatureDoesNotMatch).\nCorrect "secret_access_key", or S3_SECRET_KEY in .env.',
      })
    })

    test('with an access key that nobody has', async () => {
      const credentials = { accessKeyId: new Secret('nobody'), secretAccessKey: new Secret('wrong') }
      expect(await told((await open({ credentials })).get('a'))).toEqual({
        code: 'store/credentials',
        text: 'http://server does not know the access key of the lake (InvalidAccessKeyId).\nCorrect "access_key_id", or S3_ACCESS_KEY in .env.',
      })
    })

    test.each([
      [
        'a right that is missing',
        () => s3Error(403, 'AccessDenied', 'Access Denied'),
        'store/denied',
        () =>
          `The credentials of the lake do not allow s3:PutObject on "s3://${bucket}/lake/a" (AccessDenied: Access Denied).\nTheir policy needs: {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::${bucket}/lake/*"}`,
      ],
      [
        'a bucket of another region',
        () => s3Error(301, 'PermanentRedirect', 'use another endpoint', { 'x-amz-bucket-region': 'eu-west-1' }),
        'store/wrong-region',
        () => `The bucket "${bucket}" is in the region eu-west-1.\nWrite "region: eu-west-1" in the lake.`,
      ],
      [
        'credentials that have ended',
        () => s3Error(400, 'ExpiredToken', 'The provided token has expired.'),
        'store/credentials',
        () =>
          'The credentials of the lake have ended (ExpiredToken).\nGive new ones, or leave out "access_key_id" and let AWS find credentials that it renews in the middle of a run.',
      ],
      [
        'a clock that is wrong',
        () =>
          s3Error(403, 'RequestTimeTooSkewed', 'too large', { date: new Date(Date.now() + 20 * 60_000).toUTCString() }),
        'store/credentials',
        () =>
          'The clock of this machine is 20 minutes behind that of http://server (RequestTimeTooSkewed).\nSet the clock; time servers do it by themselves.',
      ],
      [
        'a server that only answers with errors',
        () => s3Error(503, 'SlowDown', 'Please reduce your request rate.'),
        'store/unreachable',
        () =>
          `http://server answered 503 (SlowDown, 2 times) to a request for "s3://${bucket}/lake/a": Please reduce your request rate.\nRun the command again when the server is well. What was published before is unchanged.`,
      ],
    ])('with %s', async (_, answer, code, text) => {
      proxy.before = answer
      expect(await told((await open({ patience: { attempts: 2 } })).put('a', Buffer.from('x')))).toEqual({
        code,
        text: text(),
      })
    })

    test('with a server that never answers, after the time that was given', async () => {
      const store = await open({ patience: { total: 1000, attempts: 1000 } })
      expect(await store.get('a')).toBeUndefined()
      proxy.before = () => s3Error(500, 'InternalError', 'We encountered an internal error.')
      expect(await told(store.get('a'))).toEqual({
        code: 'store/unreachable',
        text: `"s3://${bucket}/lake/a" was given up after 1 second: http://server did not answer, or with errors only.\nRun the command again when the server is well. What was published before is unchanged.`,
      })
    })

    test('with a certificate that nobody vouches for', async () => {
      const https = createServer({})
      await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve))
      const address = https.address()
      const port = typeof address === 'object' ? address?.port : undefined
      const failure = await told(
        (await open({ endpoint: `https://127.0.0.1:${port}`, patience: { attempts: 1 } })).get('a'),
      )
      https.close()
      expect(failure.code).toBe('store/unreachable')
      expect(failure.text).toContain('is not trusted')
      expect(failure.text).toContain('"ca" of the lake')
    })
  })

  describe('knows whether a write was done', () => {
    test('when its answer is lost: one that is on a condition is not taken for that of another', async () => {
      const store = await open()
      let cut = 1
      proxy.after = (request, answer) => {
        if (request.method !== 'PUT' || answer.status !== 200 || cut === 0) return answer
        cut -= 1
        return 'cut'
      }
      const first = await store.put('pointer', Buffer.from('one'), { absent: true })
      cut = 1
      const etag = first === 'conflict' ? '' : first.etag
      expect(await store.put('pointer', Buffer.from('two'), { etag })).not.toBe('conflict')
      expect((await store.get('pointer'))?.content.toString()).toBe('two')
      expect(proxy.requests.filter(({ method }) => method === 'PUT')).toHaveLength(4)
    })

    test('when every answer is lost', async () => {
      proxy.after = (request, answer) => (request.method === 'PUT' ? 'cut' : answer)
      const store = await open({ patience: { attempts: 2 } })
      expect(await store.put('a', Buffer.from('one'), { absent: true })).not.toBe('conflict')
      const { path, sha256 } = await file(1000)
      expect(await store.putFile('b', path, sha256)).toEqual({ etag: sha256 })
    })

    test('when another wrote meanwhile, it is a conflict', async () => {
      const store = await open()
      proxy.before = (request) => {
        if (request.method !== 'PUT' || proxy.requests.length > 1) return undefined
        return 'cut'
      }
      await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'lake/a', Body: 'theirs' }))
      expect(await store.put('a', Buffer.from('ours'), { absent: true })).toBe('conflict')
    })

    test('two writes that meet are repeated until one is done', async () => {
      let collisions = 3
      proxy.before = ({ method }) => {
        if (method !== 'PUT' || collisions === 0) return undefined
        collisions -= 1
        return s3Error(409, 'ConditionalRequestConflict', 'a conflicting operation occurred')
      }
      expect(await (await open()).put('a', Buffer.from('x'), { absent: true })).not.toBe('conflict')
      expect(collisions).toBe(0)
    })
  })

  describe('large files', () => {
    const size = 12 * 1024 * 1024

    test('go up in parts, once, and come back whole', async () => {
      const { path, sha256, bytes } = await file(size)
      const store = await open({ partSize: 5 * 1024 * 1024, cache: undefined })
      expect(await store.putFile('large', path, sha256)).toEqual({ etag: sha256 })
      expect(proxy.requests.filter(({ path }) => path.includes('partNumber='))).toHaveLength(3)
      expect(await store.head('large')).toEqual({ bytes, etag: sha256 })
      expect(await store.putFile('large', path, sha256)).toBe('conflict')
      const local = await store.localFile('large', { bytes, sha256 })
      expect(await hashOf(local)).toBe(sha256)
      expect(await unfinished()).toEqual([])
    })

    test('leave nothing behind when a part is refused', async () => {
      const { path, sha256 } = await file(size)
      proxy.before = ({ path }) =>
        path.includes('partNumber=2') ? s3Error(403, 'AccessDenied', 'Access Denied') : undefined
      const store = await open({ partSize: 5 * 1024 * 1024 })
      expect(await told(store.putFile('large', path, sha256))).toMatchObject({ code: 'store/denied' })
      expect(await unfinished()).toEqual([])
      expect(await store.head('large')).toBeUndefined()
    })

    test('leave nothing behind when the run is interrupted', async () => {
      const { path, sha256 } = await file(size)
      const controller = new AbortController()
      proxy.after = (request, answer) => {
        if (request.path.includes('partNumber=1')) controller.abort()
        return answer
      }
      const store = await open({ partSize: 5 * 1024 * 1024, signal: controller.signal })
      expect(await told(store.putFile('large', path, sha256))).toEqual({
        code: 'store/interrupted',
        text: `The upload of "s3://${bucket}/lake/large" was interrupted.\nWhat was published before is unchanged.`,
      })
      await expect.poll(unfinished).toEqual([])
      expect(await store.head('large')).toBeUndefined()
    })

    test('are copied in parts where they are too large for one request', async () => {
      const { path, sha256, bytes } = await file(size)
      const store = await open({ copySize: 5 * 1024 * 1024 })
      await store.putFile('large', path, sha256)
      proxy.before = ({ headers, path }) =>
        headers['x-amz-copy-source'] !== undefined && !path.includes('partNumber')
          ? s3Error(400, 'InvalidRequest', 'The specified copy source is larger than the maximum allowable size')
          : undefined
      await store.copy('large', 'copy')
      expect(await store.head('copy')).toEqual({ bytes, etag: sha256 })
      expect(await hashOf(await store.localFile('copy', { bytes, sha256 }))).toBe(sha256)
    })
  })

  describe('objects as files', () => {
    test('an answer that breaks off is asked for again, and other bytes are not handed out', async () => {
      const { path, sha256, bytes } = await file(300_000)
      const store = await open({ cache: undefined })
      await store.putFile('x/y=1/0.parquet', path, sha256)
      let broken = 2
      proxy.after = (request, answer) => {
        if (request.method !== 'GET' || broken === 0) return answer
        broken -= 1
        return {
          ...answer,
          headers: { ...answer.headers, 'content-length': '300000' },
          body: answer.body?.slice(0, 1000) ?? '',
        }
      }
      // Half an answer under the whole length: the connection stands still until the store gives up on it.
      const patient = await open({ cache: undefined, patience: { idle: 300 } })
      const local = await patient.localFile('x/y=1/0.parquet', { bytes, sha256 })
      expect(local.endsWith('/x/y=1/0.parquet')).toBe(true)
      expect(await hashOf(local)).toBe(sha256)
      await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'lake/other', Body: randomBytes(bytes) }))
      expect(await told(store.localFile('other', { bytes, sha256 }))).toMatchObject({ code: 'store/corrupt' })
    })

    test('what was uploaded or fetched is kept, and asked for no more', async () => {
      const { path, sha256, bytes } = await file(1000)
      await (await open()).putFile('x', path, sha256)
      proxy.requests.length = 0
      const again = await open({ workFolder: join(folder, 'work-2') })
      expect(await hashOf(await again.localFile('x', { bytes, sha256 }))).toBe(sha256)
      const elsewhere = { cache: { folder: join(folder, 'cache-2'), size: 1e9 }, workFolder: join(folder, 'work-3') }
      expect(proxy.requests).toHaveLength(0)
      const [one, two] = await Promise.all(
        [open(elsewhere), open(elsewhere)].map(async (store) => (await store).localFile('x', { bytes, sha256 })),
      )
      expect(one).toBe(two)
      proxy.requests.length = 0
      await (await open({ ...elsewhere, workFolder: join(folder, 'work-4') })).localFile('x', { bytes, sha256 })
      expect(proxy.requests).toHaveLength(0)
    })

    test('what was used longest ago goes first, and nothing that was handed out', async () => {
      const cache = { folder: join(folder, 'cache'), size: 2500 }
      const store = await open({ cache })
      const files = await Promise.all([1000, 1001, 1002].map(file))
      const paths: string[] = []
      for (const [index, { path, sha256, bytes }] of files.entries()) {
        await store.putFile(`f${index}`, path, sha256)
        const local = await store.localFile(`f${index}`, { bytes, sha256 })
        const used = new Date(Date.now() - 100_000 * (3 - index))
        await utimes(local, used, used)
        paths.push(local)
      }
      const last = await file(1003)
      await store.putFile('last', last.path, last.sha256)
      const kept = await Promise.all(
        (await readdir(cache.folder)).map(async (name) => (await stat(join(cache.folder, name))).size),
      )
      expect(kept.sort()).toEqual([1002, 1003])
      expect(await Promise.all(paths.map(hashOf))).toEqual(files.map(({ sha256 }) => sha256))
    })
  })

  describe('the probe', () => {
    const probe = () => ({ key: 'environments/dev/probe.json', notes: join(folder, 'notes.json') })

    test('finds a server that ignores conditions, before anything is written that counts on them', async () => {
      proxy.after = async ({ method, path, body }, answer) => {
        if (method !== 'PUT' || answer.status !== 412) return answer
        const Key = decodeURIComponent(path.replace(/\?.*/, '').split('/').slice(2).join('/'))
        const { ETag = '' } = await server.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body }))
        return { status: 200, headers: { etag: ETag } }
      }
      const store = await open({ probe: probe() })
      expect(await told(store.put('a', Buffer.from('x'), { absent: true }))).toEqual({
        code: 'store/no-conditions',
        text: `http://server ignores If-None-Match and If-Match on the bucket "${bucket}": two runs that publish at once could undo each other's work.\nUse a server that has conditional writes. "publish: unsafe" in the lake goes without: then only the lease of the environment keeps runs apart.`,
      })
      expect(await store.get('a')).toBeUndefined()
      expect(await (await open()).put('a', Buffer.from('x'), { absent: true })).not.toBe('conflict')
    })

    test('asks once, notes the answer, and leaves nothing', async () => {
      const store = await open({ probe: probe() })
      await Promise.all([
        store.put('a', Buffer.from('x'), { absent: true }),
        store.put('b', Buffer.from('x'), { absent: true }),
      ])
      expect(proxy.requests).toHaveLength(6)
      expect(JSON.parse(await readFile(join(folder, 'notes.json'), 'utf8'))).toHaveLength(1)
      expect(await store.get('environments/dev/probe.json')).toBeUndefined()
      proxy.requests.length = 0
      await (await open({ probe: probe() })).put('c', Buffer.from('x'), { absent: true })
      expect(proxy.requests).toHaveLength(1)
    })
  })

  describe('without keys of its own', () => {
    const before = { ...process.env }
    afterEach(() => {
      for (const name of ['AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED']) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    })

    async function settings(lines: string): Promise<void> {
      process.env['AWS_CONFIG_FILE'] = join(folder, 'config')
      process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
      await writeFile(join(folder, 'config'), lines)
    }

    test('takes those of a profile of AWS, and new ones when they end in the middle of a run', async () => {
      const { accessKeyId, secretAccessKey } = server
      const keys = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
      await writeFile(
        join(folder, 'keys.mjs'),
        `import { appendFileSync } from 'node:fs'
         appendFileSync(${JSON.stringify(join(folder, 'asked'))}, 'x')
         console.log(JSON.stringify({ ...${keys}, Expiration: new Date(Date.now() + 60_000).toISOString() }))`,
      )
      await settings(`[profile lake]\ncredential_process = "${process.execPath}" "${join(folder, 'keys.mjs')}"\n`)
      const store = await open({ credentials: undefined, profile: 'lake' })
      await store.put('a', Buffer.from('one'))
      const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).length
      const before = await asked()
      expect((await store.get('a'))?.content.toString()).toBe('one')
      await expect.poll(asked, { timeout: 30_000 }).toBeGreaterThan(before)
    })

    test('says where it looked for them', async () => {
      await settings('[profile lake]\nregion = us-east-1\n')
      const failure = await told((await open({ credentials: undefined, profile: 'lake' })).get('a'))
      expect(failure.code).toBe('store/credentials')
      expect(failure.text).toContain('No credentials for the lake were found: ')
      expect(failure.text).toContain('AWS_ACCESS_KEY_ID')
      expect(failure.text).toContain('the role of the container or instance')
    })
  })

  test('writes with the encryption, class and tags that it was given', async () => {
    const store = await open({
      encryption: { algorithm: 'AES256', key: undefined },
      storageClass: 'STANDARD_IA',
      tags: { team: 'data & more' },
    })
    const { path, sha256 } = await file(100)
    await store.putFile('x', path, sha256)
    await store.put('y', Buffer.from('y'))
    const written = proxy.requests.filter(({ method }) => method === 'PUT')
    expect(written.map(({ headers }) => headers['x-amz-server-side-encryption'])).toEqual(['AES256', 'AES256'])
    expect(written.map(({ headers }) => headers['x-amz-storage-class'])).toEqual(['STANDARD_IA', undefined])
    expect(written.map(({ headers }) => headers['x-amz-tagging'])).toEqual(['team=data+%26+more', 'team=data+%26+more'])
    const { StorageClass } = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'lake/x' }))
    expect(StorageClass).toBe('STANDARD_IA')
  })

  async function unfinished(): Promise<readonly unknown[]> {
    const { Uploads = [] } = await server.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
    return Uploads
  }
})

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
