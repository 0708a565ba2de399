import type { Block, Expression, Statement } from '../ast.ts'
import { missing } from '../runtime/macro.ts'
import type { Output } from '../runtime/output.ts'
import type { FunctionValue, Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'
import type { Frame } from './frame.ts'
import { operations } from './operations.ts'
import { expressionCode, macroCode, templateCode } from './statement.ts'
import { newUnit, type Source, type Unit } from './unit.ts'

/** Compiles statements to a function that writes them. */
export function compileBody(body: readonly Statement[], from: Source): (scope: Scope, to: Output) => void {
  const unit = newUnit(from)
  // The code that `templateCode` writes is a function of this type.
  return run(templateCode(body, rootFrame(unit)), unit) as (scope: Scope, to: Output) => void
}

/** Compiles a block to a function that gives its macro over a scope. */
export function compileBlock(block: Block, from: Source): (scope: Scope) => FunctionValue {
  const unit = newUnit(from)
  // `macroCode` writes an expression whose value is a macro.
  return run(`(s)=>${macroCode(block, rootFrame(unit))}`, unit) as (scope: Scope) => FunctionValue
}

/** Compiles an expression to a function that gives its value. */
export function compileExpression(node: Expression, from: Source): (scope: Scope) => Value {
  const unit = newUnit(from)
  // The code that `expressionCode` writes is a function of this type.
  return run(expressionCode(node, rootFrame(unit)), unit) as (scope: Scope) => Value
}

function rootFrame(unit: Unit): Frame {
  return { unit, locals: new Map(), temporaries: [], output: 'o', returns: false }
}

/** The code holds names and numbers that the generator made and texts in JSON, never text of the author as code. */
function run(code: string, unit: Unit): unknown {
  const available = operations(unit)
  const names = Object.keys(available)
  const make = new Function(...names, 'C', 'K', 'M', `'use strict';return ${code}`)
  return make(...Object.values(available), unit.chunks, unit.constants, missing)
}
