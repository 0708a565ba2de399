import type { Place } from '../ast.ts'
import { missing } from '../runtime/macro.ts'
import { type Output, output } from '../runtime/output.ts'
import type { Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'

/** One rendering of a template, a macro, or the body of a call block: what changes while it goes on. */
export interface Run {
  readonly scope: Scope
  /** The values of local names. */
  readonly slots: Value[]
  /** The run whose local names are visible, too. */
  readonly outer: Run | undefined
  /** What is written to. */
  out: Output
  /** The expression that is computed now. */
  at: Place
  /** What `return()` gave. */
  result: Value
}

/** Computes the value of an expression. */
export type Compute = (run: Run) => Value
/** Decides whether an expression is true. */
export type Decide = (run: Run) => boolean
/** Does what a statement says, and tells how it ended. */
export type Execute = (run: Run) => Ending
/** `undefined` is the normal end, which goes on with the next statement. */
export type Ending = undefined | 'break' | 'continue' | 'return'

const nowhere: Place = { start: 0, end: 0 }

export function newRun(scope: Scope, size: number, outer?: Run): Run {
  return { scope, slots: new Array<Value>(size).fill(missing), outer, out: output(), at: nowhere, result: undefined }
}
