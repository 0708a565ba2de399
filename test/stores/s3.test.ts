import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { openS3Store } from '../../src/stores/s3/s3-store.ts'
import { hasS3, type S3Server, startS3 } from '../support/s3-server.ts'
import { compiledRooms } from './compiled.ts'
import { storeContract } from './contract.ts'

describe.skipIf(!hasS3())('a store on S3', () => {
  const compiled = compiledRooms()
  let server: S3Server
  beforeAll(async () => {
    server = await startS3()
    Object.assign(process.env, server.env)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  describe('keeps the contract of every store', () => {
    storeContract({
      processes: 8,
      rounds: 3,
      async open() {
        const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-s3-store-'))
        const options = {
          bucket: await server.bucket(),
          prefix: 'team/lake',
          endpoint: server.endpoint,
          cache: { folder: join(folder, 'cache'), size: 1e9 },
          workFolder: join(folder, 'work'),
        }
        return {
          store: await openS3Store(options),
          elsewhere: {
            module: join(compiled.folder(), 'stores/s3/s3-store.js'),
            name: 'openS3Store',
            args: [options],
          },
          close: () => rm(folder, { recursive: true, force: true }),
        }
      },
    })
  })
})
