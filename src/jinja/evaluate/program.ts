import type { Block, Expression, Statement } from '../ast.ts'
import type { Output } from '../runtime/output.ts'
import type { FunctionValue, Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'
import { compileExpression } from './expression.ts'
import { type Frame, runFrame } from './frame.ts'
import { leaveTemplate } from './located.ts'
import { compileMacro } from './macro.ts'
import { newRun, type Run } from './run.ts'
import { compileBody } from './statement.ts'
import type { Unit } from './unit.ts'

/** Compiles a template to a function that writes it. */
export function templateProgram(body: readonly Statement[], unit: Unit): (scope: Scope) => Output {
  const frame = runFrame(unit, {})
  const execute = compileBody(body, frame)
  return start(frame, (run) => {
    execute(run)
    return run.out
  })
}

/** Compiles an expression to a function that gives its value. */
export function expressionProgram(node: Expression, unit: Unit): (scope: Scope) => Value {
  const frame = runFrame(unit, {})
  return start(frame, compileExpression(node, frame))
}

/** Compiles a block to a function that gives its macro over a scope. */
export function macroProgram(block: Block, unit: Unit): (scope: Scope) => FunctionValue {
  return compileMacro(block, { unit, compileBody })
}

function start<T>({ activation, unit }: Frame, use: (run: Run) => T): (scope: Scope) => T {
  return (scope) => {
    const run = newRun(scope, activation.size)
    try {
      return use(run)
    } catch (error) {
      throw leaveTemplate(error, unit, run)
    }
  }
}
