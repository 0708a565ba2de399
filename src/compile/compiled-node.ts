import type { TemplateMessage } from '../context/log.ts'
import type { Location } from '../diagnostics/location.ts'
import type { SourceMap } from '../jinja/source-map.ts'
import type { DataTestNode, ModelNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'

/** What a generic test looks at. */
export interface TestedRows {
  /** SQL of the relation it is declared on. */
  readonly relation: string
  readonly where?: string
  /** For a test that ships: an aggregate over these rows that is 0 exactly where none fails. */
  readonly failing?: string
}

/** A model or test with its final SQL. */
export interface CompiledNode {
  readonly node: ModelNode | DataTestNode
  /** One SELECT; ephemeral parents stand in front of it as CTEs. */
  readonly sql: string
  readonly sourceMap: SourceMap
  /** Calls of macros in the node's own file, and the files that the macros are in. */
  readonly macroCalls: readonly { readonly file: string; readonly location: Location }[]
  /** What the template wrote with `log` and `print`. */
  readonly messages: readonly TemplateMessage[]
  /** Models, seeds and sources whose relations the SQL names; parents of ephemeral models included. */
  readonly reads: readonly NodeId[]
  /** For a generic test that reads no ephemeral model. */
  readonly tested?: TestedRows
}
