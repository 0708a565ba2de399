import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Value } from './runtime/value.ts'
import type { SourceMap } from './source-map.ts'

/** Names a template sees. Unknown names are `undefined`, which prints nothing and refuses members, as in Jinja. */
export interface Scope {
  /**
   * Plain data, or a value, function or object made with `bridge.ts`. What a template changes in plain data stays changed
   * until its rendering ends; a value keeps its changes.
   */
  get(name: string): unknown
  /** The names that can be asked for, for "did you mean". */
  names?(): Iterable<string>
}

/** A call of a global name with its position, found without rendering: also in branches that are not taken. */
export interface TemplateCall {
  /** `ref`, `source`, `config`, `adapter.dispatch`: a name, or names joined by dots. */
  readonly name: string
  /** Arguments whose value is written down; `undefined` for one that is computed. */
  readonly positional: readonly (LiteralArgument | undefined)[]
  readonly named: ReadonlyMap<string, LiteralArgument | undefined>
  readonly location: Location
}

export interface LiteralArgument {
  /** A plain JavaScript value: text, number, boolean, null, list, object. */
  readonly value: unknown
  readonly location: Location
}

/** A top-level `{% macro %}`, `{% test %}`, `{% materialization %}`, `{% docs %}` or `{% snapshot %}`. */
export interface TemplateBlock {
  readonly type: 'macro' | 'test' | 'materialization' | 'docs' | 'snapshot'
  readonly name: string
  /** Parameter names in their order. */
  readonly parameters: readonly string[]
  /** From `{%` of the first tag to `%}` of the last. */
  readonly location: Location
  /** What stands between the two tags. */
  readonly body: string
  /** Calls inside this block. */
  readonly calls: readonly TemplateCall[]
  /** The `adapter=` of a materialization; `default` without one. */
  readonly adapter?: string
}

export interface Rendered {
  readonly text: string
  readonly sourceMap: SourceMap
}

export interface RenderLimits {
  /** Loop rounds and calls. Default: 5,000,000. */
  readonly steps?: number
  /** Macros inside macros. Default: 200. */
  readonly depth?: number
  /** Characters of output. Default: 64 Mi. */
  readonly output?: number
}

export interface Template {
  readonly file: string
  readonly source: string
  /** Every call in the file outside of `blocks`. */
  readonly calls: readonly TemplateCall[]
  readonly blocks: readonly TemplateBlock[]
  /** Renders what stands outside of `blocks`. Throws `TemplateError`; what a function of the scope throws passes unchanged. */
  render(scope: Scope, limits?: RenderLimits): Rendered
  /**
   * A block as a value that templates can call; it sees `scope` and nothing of its caller. A test is found by its name
   * or by `test_` and its name. `undefined` if there is no such block.
   */
  macro(name: string, scope: Scope): Value
  /** Renders the inside of a block without parameters, such as a snapshot, with the places of its text. */
  renderBlock(name: string, scope: Scope, limits?: RenderLimits): Rendered
}

export type CompileResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A template that fails while it renders. `diagnostic.related` names the calls that led there, innermost first. */
export class TemplateError extends Error {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message)
    this.name = 'TemplateError'
    this.diagnostic = diagnostic
  }
}
