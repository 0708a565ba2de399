import type { Value } from './runtime/value.ts'

/** A stretch of the author's file. */
export interface Place {
  /** UTF-16 offset of the first character. */
  readonly start: number
  /** UTF-16 offset behind the last character. */
  readonly end: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export interface Literal extends Place {
  readonly type: 'literal'
  readonly value: Value
}

export interface Name extends Place {
  readonly type: 'name'
  readonly name: string
}

export interface Pair {
  readonly key: Expression
  readonly value: Expression
}

export interface Slice extends Place {
  readonly type: 'slice'
  readonly parts: readonly (Expression | undefined)[]
}

export interface NamedArgument extends Place {
  readonly name: string
  readonly value: Expression
}

/** `f(a, b=c, *d, **e)`. */
export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly NamedArgument[]
  readonly star?: Expression
  readonly starStar?: Expression
}

export interface Call extends Place {
  readonly type: 'call'
  readonly callee: Expression
  readonly args: Arguments
}

export interface FilterCall extends Place {
  readonly type: 'filter'
  readonly name: string
  /** Absent in `{% filter x %}` and `{% set y | x %}`, where the block's text is the input. */
  readonly input?: Expression
  readonly args: Arguments
}

export type Expression =
  | Literal
  | Name
  | Slice
  | Call
  | FilterCall
  | (Place & { readonly type: 'list' | 'tuple'; readonly items: readonly Expression[] })
  | (Place & { readonly type: 'dict'; readonly pairs: readonly Pair[] })
  | (Place & { readonly type: 'attribute'; readonly object: Expression; readonly name: string })
  | (Place & { readonly type: 'item'; readonly object: Expression; readonly index: Expression })
  | (Place & { readonly type: 'test'; readonly name: string; readonly input: Expression; readonly args: Arguments })
  | (Place & { readonly type: 'not'; readonly operand: Expression })
  | (Place & { readonly type: 'sign'; readonly operator: '-' | '+'; readonly operand: Expression })
  | (Place & {
      readonly type: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    })
  | (Place & { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression })
  | (Place & { readonly type: 'concat'; readonly parts: readonly Expression[] })
  | (Place & {
      readonly type: 'compare'
      readonly first: Expression
      readonly rest: readonly { readonly operator: CompareOperator; readonly right: Expression }[]
    })
  | (Place & {
      readonly type: 'conditional'
      readonly test: Expression
      readonly then: Expression
      readonly otherwise?: Expression
    })

/** What `set`, `for` and `with` assign to: a name, `ns.attribute`, or several to unpack into. */
export type Target =
  | Name
  | (Place & { readonly type: 'namespace'; readonly object: Name; readonly name: string })
  | (Place & { readonly type: 'targets'; readonly items: readonly Target[] })

export interface Parameter {
  readonly name: string
  readonly fallback?: Expression
}

export interface Block extends Place {
  readonly type: 'block'
  readonly kind: 'macro' | 'test' | 'materialization' | 'docs' | 'snapshot'
  readonly name: string
  readonly parameters: readonly Parameter[]
  /** What stands behind a materialization's name. */
  readonly adapter?: string
  readonly body: readonly Statement[]
  readonly bodyStart: number
  readonly bodyEnd: number
}

export interface Data extends Place {
  readonly type: 'data'
}

export interface For extends Place {
  readonly type: 'for'
  readonly target: Target
  readonly items: Expression
  readonly condition?: Expression
  readonly recursive: boolean
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export interface CallBlock extends Place {
  readonly type: 'call-block'
  readonly call: Call
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
}

export interface If extends Place {
  readonly type: 'if'
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[]
  readonly otherwise: readonly Statement[]
}

export interface With extends Place {
  readonly type: 'with'
  readonly assignments: readonly { readonly target: Target; readonly value: Expression }[]
  readonly body: readonly Statement[]
}

export interface SetBlock extends Place {
  readonly type: 'set-block'
  readonly target: Target
  readonly filters: readonly FilterCall[]
  readonly body: readonly Statement[]
}

export interface FilterBlock extends Place {
  readonly type: 'filter-block'
  readonly filters: readonly FilterCall[]
  readonly body: readonly Statement[]
}

export type Statement =
  | Block
  | Data
  | For
  | If
  | With
  | CallBlock
  | SetBlock
  | FilterBlock
  | (Place & { readonly type: 'output'; readonly value: Expression })
  | (Place & { readonly type: 'do'; readonly value: Expression })
  | (Place & { readonly type: 'set'; readonly target: Target; readonly value: Expression })
  | (Place & { readonly type: 'break' | 'continue' })
