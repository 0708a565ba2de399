import type { CatalogTable } from '../artifacts/catalog-table.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** What is really there of some nodes, and what could not be looked at. */
export interface FoundTables {
  readonly tables: readonly CatalogTable[]
  readonly problems: readonly Diagnostic[]
}
