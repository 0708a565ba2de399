import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { findWeed } from '../scripts/test-servers.mjs'

// Of the versions of Node that the SDK's next releases need, nothing is to be said here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

export const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench-of-nothing-secret' }

/** A throw-away S3 server with a bucket on free ports of this machine; undefined where none is installed. Whoever started it stops it. */
export async function startS3(bucket) {
  const program = findWeed()
  if (program === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-bench-s3-'))
  mkdirSync(join(folder, 'data'))
  const names = ['s3.port', 's3.port.grpc', 'master.port', 'master.port.grpc', 'filer.port', 'filer.port.grpc']
  names.push('volume.port', 'volume.port.grpc', 'admin.port', 'admin.port.grpc')
  const ports = await Promise.all(names.map(freePort))
  const settings = [`-dir=${join(folder, 'data')}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1']
  settings.push(...names.map((name, index) => `-${name}=${ports[index]}`), '-s3.port.iceberg=0', '-s3.port.lance=0')
  settings.push('-webdav=false', '-admin.ui=false', '-master.telemetry=false')
  const env = { ...process.env, AWS_ACCESS_KEY_ID: credentials.accessKeyId }
  const server = spawn(resolve(program), ['mini', ...settings], {
    cwd: folder,
    env: { ...env, HOME: folder, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    stdio: 'ignore',
  })
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const endpoint = `http://127.0.0.1:${ports[0]}`
  await untilMade(bucket, endpoint)
  return {
    endpoint,
    async stop() {
      process.off('exit', kill)
      const gone = new Promise((settle) => server.once('exit', settle))
      kill()
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilMade(bucket, endpoint) {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  const end = Date.now() + 60_000
  for (;;) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
      return
    } catch (error) {
      if (Date.now() > end) throw error
      await pause(100)
    }
  }
}

async function freePort() {
  const server = createServer()
  await new Promise((settle) => server.listen(0, '127.0.0.1', settle))
  const { port } = server.address()
  await new Promise((settle) => server.close(settle))
  return port
}
