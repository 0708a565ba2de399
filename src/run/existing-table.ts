import { sqlLiteral } from '../dialects/literal.ts'
import type { DataNode } from '../manifest/node.ts'
import { NodeFailure } from './built.ts'
import type { RunState } from './run-state.ts'
import { existingIncremental } from './table-diagnostics.ts'

/**
 * An incremental model whose table is there holds rows that its SQL may not give again, so it is built over only where
 * `--full-refresh` asks for that, and the model does not forbid it. Throws `NodeFailure`.
 */
export async function refuseExisting(node: DataNode, { input }: RunState): Promise<void> {
  const { catalog, schema, identifier } = node.relation
  const isForbidden = node.config['full_refresh'] === false
  if (catalog === undefined || (input.fullRefresh && !isForbidden)) return
  const { rows } = await input.engine.execute(
    `select 1 from information_schema.tables where table_type = 'BASE TABLE' and table_catalog = ${sqlLiteral(catalog)} \
and table_schema = ${sqlLiteral(schema)} and table_name = ${sqlLiteral(identifier)}`,
  )
  if (rows.length > 0) throw new NodeFailure(existingIncremental(node, isForbidden))
}
