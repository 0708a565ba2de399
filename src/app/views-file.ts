import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { viewsKey } from '../environments/layout.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { viewsSql } from '../environments/views-sql.ts'
import type { Store } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'

/**
 * Brings the DuckDB file of an environment's views up to date: every table of the pointer as a view over its exact
 * files, for tools that open a DuckDB file. It is written beside and put in place whole, so an open reader keeps what
 * it opened.
 */
export async function updateViewsFile(store: Store, target: Target, workFolder: string): Promise<void> {
  const pointer = (await readPointer(store, target.environment))?.content
  if (pointer === undefined) return
  const { openDuckDB } = await import('../engines/duckdb/duckdb-engine.ts')
  const path = join(workFolder, 'views.duckdb')
  const engine = await openDuckDB({ path, spillFolder: join(workFolder, 'spill') })
  try {
    for (const sql of viewsSql(pointer, (key) => store.address(key))) await engine.execute(sql)
    await engine.execute('checkpoint')
  } finally {
    await engine[Symbol.asyncDispose]()
  }
  await store.put(viewsKey(target.environment), await readFile(path))
}
