import { describe } from 'vitest'
import { extractorContract } from '../extract/contract.ts'
import { randomContract } from '../extract/random-contract.ts'
import { hasPostgres, startPostgres } from '../support/postgres-server.ts'

describe.skipIf(!hasPostgres())('a PostgreSQL server', () => {
  extractorContract('a PostgreSQL server', startPostgres, { version: 15 })
  randomContract('a PostgreSQL server', startPostgres)
})
