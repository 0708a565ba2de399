import { startPglite } from '../support/pglite-server.ts'
import { extractorContract } from './contract.ts'
import { randomContract } from './random-contract.ts'

extractorContract('the embedded PostgreSQL', startPglite, { version: 18 })
randomContract('the embedded PostgreSQL', startPglite)
