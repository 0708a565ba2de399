import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { TableEntry, VersionInputs } from '../environments/pointer.ts'
import type { FinishedFile } from '../environments/write-version.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { DataNode, DataTestNode } from '../manifest/node.ts'
import type { Relation } from '../manifest/relation.ts'

/** Files of a version that this run wrote and nobody else sees yet. */
export interface LocalFiles {
  readonly files: readonly FinishedFile[]
  readonly partitionBy: readonly string[]
}

/** A model or seed that this run built, or found built already. */
export interface Built {
  readonly node: DataNode
  /** Present where the environment's pointer can show it; a table of the target's database has none. */
  readonly version?: BuiltVersion
  readonly rows?: number
  readonly bytes?: number
  readonly seconds?: number
  /** For a view: its rows may be others the next time although it is the same version. */
  readonly rowsVary?: boolean
  /** The version that was there already. */
  readonly reused?: TableEntry
}

export interface BuiltVersion {
  readonly fingerprint: Fingerprint
  /** None for rows that failed a test. */
  readonly inputs?: VersionInputs
  readonly columns: readonly TypedColumn[]
  /** Files in the work folder; none for a view that exports nothing, and for a version that was reused. */
  readonly local?: LocalFiles
  /** For a view: its query, and the relations' keys it reads. */
  readonly view?: { readonly sql: string; readonly parents: readonly string[] }
}

/** Rows that a test selected, on their way into the lake. */
export interface KeptFailures {
  readonly test: DataTestNode
  readonly relation: Relation
  readonly version: BuiltVersion
}

/** A node that failed: the diagnostic is the whole story, since nothing readers see was changed. */
export class NodeFailure extends Error {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(diagnostic.message, options)
    this.name = 'NodeFailure'
    this.diagnostic = diagnostic
  }
}
