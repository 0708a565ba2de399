import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { findWeed, testServers } from '../../scripts/test-servers.mjs'
import { freePort } from './postgres-server.ts'

/** A throw-away S3 server (SeaweedFS) of a test's own. */
export interface S3Server extends AsyncDisposable {
  /** `http://127.0.0.1:…`; a proxy in front of it may have another. */
  readonly endpoint: string
  readonly port: number
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What AWS's own chain of credentials reads. */
  readonly env: Readonly<Record<string, string>>
  /** Its owner, without any code of the framework. */
  readonly client: S3Client
  /** Makes a bucket and returns its name. */
  bucket(name?: string): Promise<string>
}

/** Whether this machine has an S3 server, or could install one just now. With CI=true a test file fails without it. */
export function hasS3(): boolean {
  const entry = testServers.find(({ name }) => name === 'SeaweedFS')
  if (entry === undefined) throw new Error('SeaweedFS is not in the list of test servers.')
  if (entry.find() === undefined) entry.install()
  const isThere = entry.find() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error('CI needs an S3 server, and none could be installed.')
  return isThere
}

// The clients of the tests print nothing of the versions of Node that the SDK's next releases need.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const accessKeyId = 'tester'
const secretAccessKey = 'secret/of+the=tester'

/** Starts a server on free ports, which makes no bucket that it was not asked for. */
export async function startS3(): Promise<S3Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start()
    } catch (error) {
      // A port may be taken by somebody else between being found and being used.
      if (attempt === 5) throw error
    }
  }
}

async function start(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-s3-'))
  mkdirSync(join(folder, 'data'))
  const port = await freePort()
  const server = spawn(resolve(findWeed() ?? ''), ['mini', ...(await settings(folder, port))], {
    cwd: folder,
    // Its first user gets these, and every right.
    env: { ...process.env, HOME: folder, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    stdio: 'ignore',
  })
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    await ended(server)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  const endpoint = `http://127.0.0.1:${port}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
  try {
    await untilReady(client, server)
  } catch (error) {
    await stop()
    throw error
  }
  const names = bucketNames()
  return {
    ...{ endpoint, port, accessKeyId, secretAccessKey, client },
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    async bucket(name = names.next().value) {
      await client.send(new CreateBucketCommand({ Bucket: name }))
      return name
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await stop()
    },
  }
}

function* bucketNames(): Generator<string, never> {
  for (let number = 1; ; number += 1) yield `lake-${number}`
}

/** Every port is free and its own: those that are left out would be the same for all. */
async function settings(folder: string, port: number): Promise<readonly string[]> {
  const names = ['s3.port.grpc', 'master.port', 'master.port.grpc', 'filer.port', 'filer.port.grpc']
  names.push('volume.port', 'volume.port.grpc', 'admin.port', 'admin.port.grpc')
  const ports = await Promise.all(names.map(async (name) => `-${name}=${await freePort()}`))
  return [
    `-dir=${join(folder, 'data')}`,
    '-ip=127.0.0.1',
    '-ip.bind=127.0.0.1',
    `-s3.port=${port}`,
    ...ports,
    '-s3.port.iceberg=0',
    '-s3.port.lance=0',
    `-filer.localSocket=${join(folder, 'filer.sock')}`,
    `-s3.localSocket=${join(folder, 's3.sock')}`,
    '-s3.autoCreateBucket=false',
    '-webdav=false',
    '-admin.ui=false',
    '-master.telemetry=false',
  ]
}

async function untilReady(client: S3Client, server: ChildProcess): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    try {
      await client.send(new ListBucketsCommand({}))
      return
    } catch (error) {
      if (server.exitCode !== null || Date.now() > end)
        throw new Error('The S3 server did not start.', { cause: error })
      await pause(50)
    }
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await gone
}
