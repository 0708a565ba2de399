import { startPglite } from '../support/pglite-server.ts'
import { extractorContract } from './contract.ts'

extractorContract('the embedded PostgreSQL', startPglite, { version: 18 })
