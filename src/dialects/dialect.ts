import type { Relation } from '../manifest/relation.ts'

/** SQL text differences between engines. Pure: no connection, no I/O. */
export interface Dialect {
  readonly name: string
  readonly supports: { readonly createOrReplaceTable: boolean; readonly transactionalDdl: boolean }
  quote(identifier: string): string
  relation(relation: Relation): string
}
