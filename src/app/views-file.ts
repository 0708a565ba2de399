import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MakeViews } from '../environments/derived.ts'
import { runStatement } from '../environments/run-statement.ts'
import { QueryError } from '../ports/engine.ts'
import { StoreError } from '../ports/store.ts'

/**
 * Makes the DuckDB file of an environment's views, for tools that open a DuckDB file. Throws `StoreError` where a view
 * does not work, such as one over a file that is not there.
 */
export function viewsMaker(workFolder: string): MakeViews {
  return async (statements) => {
    const { openDuckDB } = await import('../engines/duckdb/duckdb-engine.ts')
    const folder = await mkdtemp(join(workFolder, 'views-'))
    const path = join(folder, 'views.duckdb')
    const engine = await openDuckDB({ path, spillFolder: join(folder, 'spill') })
    try {
      for (const sql of [...statements, 'checkpoint']) await runStatement(engine, sql)
    } catch (error) {
      throw error instanceof QueryError ? brokenViewsFile(error) : error
    } finally {
      await engine[Symbol.asyncDispose]()
    }
    return readFile(path)
  }
}

function brokenViewsFile({ kind, message }: QueryError): StoreError {
  return new StoreError(
    'store/corrupt',
    `The DuckDB file of the views cannot be made. ${kind} error: ${message}`,
    'The file that was there stays as it is. Build the models it speaks of anew with --full-refresh.',
  )
}
