import { describe } from 'vitest'
import { findPostgresVersion } from '../../scripts/test-servers.mjs'
import { extractorContract } from '../extract/contract.ts'
import { randomContract } from '../extract/random-contract.ts'
import { hasPostgres, startPostgres } from '../support/postgres-server.ts'

describe.skipIf(!hasPostgres())('a PostgreSQL server', () => {
  extractorContract('a PostgreSQL server', startPostgres, { version: 15 })
  randomContract('a PostgreSQL server', startPostgres)
})

for (const version of [17, 18] as const) {
  describe.skipIf(!hasPostgres(`PostgreSQL ${version}`))(`PostgreSQL ${version}`, () => {
    const start = () => startPostgres({ programs: findPostgresVersion(version) })
    extractorContract(`PostgreSQL ${version}`, start, { version })
    randomContract(`PostgreSQL ${version}`, start)
  })
}
