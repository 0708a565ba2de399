import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type S3Server, startS3 } from '../support/s3-server.ts'
import { builtWell } from './builds.ts'
import { type DisturbingProxy, startDisturbingProxy } from './disturbing-proxy.ts'
import { withDuckDB } from './readers.ts'
import { type DataSet, newShop, type Shop } from './shop.ts'

/** Where the lake is in its bucket. */
export const prefix = 'shop'

/** A shop whose lake is on an S3 server, behind a proxy of its own. */
export interface S3Shop extends Shop {
  readonly bucket: string
  readonly proxy: DisturbingProxy
  /**
   * What readers of the lake find at this moment, in a folder that the readers of a local lake can read: keys are paths
   * below it, and addresses of the lake lead there too.
   */
  mirror(): Promise<string>
}

/** A server for the tests of a block, and shops on it. */
export interface S3Shops {
  server(): S3Server
  /** A shop that nothing was built in. */
  fresh(): Promise<S3Shop>
  /** One that shows these rows. */
  built(data: DataSet): Promise<S3Shop>
}

export function useS3Shops(): S3Shops {
  let server: S3Server | undefined
  beforeAll(async () => {
    server = await startS3()
  }, 120_000)
  afterAll(() => server?.[Symbol.asyncDispose]())
  const running = () => {
    if (server === undefined) throw new Error('The S3 server has not started.')
    return server
  }
  const fresh = () => newS3Shop(running())
  return {
    server: running,
    fresh,
    async built(data) {
      const shop = await fresh()
      shop.give(data)
      await builtWell(shop)
      return shop
    },
  }
}

async function newS3Shop(server: S3Server): Promise<S3Shop> {
  const shop = newShop()
  const bucket = await server.bucket()
  const proxy = await startDisturbingProxy(server.endpoint)
  onTestFinished(() => proxy[Symbol.asyncDispose]())
  const lake = (environment: string) =>
    `${environment}: {type: duckdb, threads: 2, lake: {type: s3, bucket: ${bucket}, prefix: ${prefix}, region: us-east-1, endpoint: '${proxy.endpoint}', access_key_id: '${server.accessKeyId}', secret_access_key: '${server.secretAccessKey}'}}`
  shop.write({ 'profiles.yml': `shop:\n  target: dev\n  outputs:\n    ${lake('dev')}\n    ${lake('prod')}\n` })
  chmodSync(join(shop.folder, 'profiles.yml'), 0o600)
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-mirror-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return {
    ...shop,
    bucket,
    proxy,
    async mirror() {
      await proxy.quiet()
      await mirrored(server, bucket, folder)
      return folder
    },
  }
}

/** Objects that never change are fetched once. */
async function mirrored(server: S3Server, bucket: string, folder: string): Promise<void> {
  const before = new Set(readdirSync(folder).filter((name) => name !== 'data'))
  for (const name of before) rmSync(join(folder, name), { recursive: true })
  const pages = paginateListObjectsV2({ client: server.client }, { Bucket: bucket, Prefix: `${prefix}/` })
  for await (const { Contents = [] } of pages) {
    await Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const file = join(folder, Key.slice(prefix.length + 1))
        if (existsSync(file)) return
        const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key }))
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, (await Body?.transformToByteArray()) ?? '')
      }),
    )
  }
  const url = `s3://${bucket}/${prefix}`
  for (const manifest of filesNamed(folder, 'manifest.txt')) {
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll(url, pathToFileURL(folder).href))
  }
  for (const views of filesNamed(folder, 'views.duckdb')) await withLocalAddresses(views, url, folder)
}

function filesNamed(folder: string, name: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files.filter((path) => path === name || path.endsWith(`/${name}`)).map((path) => join(folder, path))
}

/** The views of a DuckDB file, over the mirror's files. */
async function withLocalAddresses(file: string, url: string, folder: string): Promise<void> {
  const statements = await withDuckDB(async (query) => {
    const schemas = await query('select distinct schema_name from duckdb_views() where not internal')
    const views = await query('select sql from duckdb_views() where not internal')
    const texts = [
      ...schemas.map(([name]) => `create schema if not exists "${name}"`),
      ...views.map(([sql]) => String(sql)),
    ]
    return texts.map((sql) => sql.replaceAll(url, folder))
  }, file)
  const instance = await DuckDBInstance.create(`${file}.new`)
  try {
    const connection = await instance.connect()
    // A view can be made once there is what it reads.
    for (let waiting = statements; waiting.length > 0; ) {
      const failed: string[] = []
      for (const sql of waiting) await connection.run(sql).catch(() => failed.push(sql))
      if (failed.length === waiting.length) await connection.run(failed[0] ?? '')
      waiting = failed
    }
    await connection.run('checkpoint')
  } finally {
    instance.closeSync()
  }
  renameSync(`${file}.new`, file)
}
