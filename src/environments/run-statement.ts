import type { Engine } from '../ports/engine.ts'
import { StoreError } from '../ports/store.ts'

/**
 * Runs a statement with text of a pointer in it, which whoever may write the lake may have written. Throws `StoreError`
 * where it is more than one, and `QueryError`.
 */
export async function runStatement(engine: Engine, sql: string): Promise<void> {
  if (sql.includes(';') && (await engine.parse(sql)).length > 1) throw severalStatements()
  await engine.execute(sql)
}

function severalStatements(): StoreError {
  return new StoreError(
    'store/corrupt',
    'A published view is more than one SELECT. Nothing of it was run.',
    'No run writes such a view, so something else wrote the pointer. Put it back from its history, and see who may write the lake.',
  )
}
