import type { Parameter, Statement } from '../ast.ts'
import { macro, missing, type Signature } from '../runtime/macro.ts'
import { written } from '../runtime/output.ts'
import type { FunctionValue, Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'
import { compileExpression } from './expression.ts'
import { type Frame, runFrame } from './frame.ts'
import { leave, located } from './located.ts'
import { readNames } from './read-names.ts'
import { type Execute, newRun, type Run } from './run.ts'
import type { Unit } from './unit.ts'

/** Compiles statements with names of their own, for the frame around them. */
export type CompileBody = (list: readonly Statement[], frame: Frame) => Execute

export interface MacroSource {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  /** Whether it is the body of `{% call %}`: `return()` in it leaves the macro that calls it. */
  readonly isCaller?: boolean
}

interface Surroundings {
  readonly unit: Unit
  readonly parent?: Frame
  readonly compileBody: CompileBody
}

/** Makes a macro a value, over a scope and the run it stands in, if it stands in one. */
type MakeMacro = (scope: Scope, outer?: Run) => FunctionValue

export function compileMacro(source: MacroSource, { unit, parent, compileBody }: Surroundings): MakeMacro {
  const { parameters, body, isCaller = false } = source
  const signature = signatureOf(source)
  const names = [...signature.parameters, 'varargs', 'kwargs', ...(isCaller ? [] : ['caller'])]
  const frame = runFrame(unit, { set: names }, { parent, returns: !isCaller })
  const fallbacks = parameters.map(({ fallback }) => fallback && compileExpression(fallback, frame))
  const execute = compileBody(body, frame)
  const start = (run: Run, args: readonly Value[]): void => {
    names.forEach((_, slot) => {
      run.slots[slot] = args[slot] === missing ? undefined : args[slot]
    })
    fallbacks.forEach((fallback, slot) => {
      if (args[slot] === missing) run.slots[slot] = fallback?.(run)
    })
  }
  return (scope, outer) =>
    macro(signature, (...args) => {
      const run = newRun(scope, frame.activation.size, outer)
      try {
        start(run, args)
        return execute(run) === 'return' ? run.result : written(run.out)
      } catch (error) {
        if (isCaller) throw located(error, unit, run)
        return leave(error, unit, run)
      }
    })
}

function signatureOf({ name, parameters, body, isCaller = false }: MacroSource): Signature {
  const read = readNames(body)
  return {
    name,
    parameters: parameters.map((parameter) => parameter.name),
    varargs: read.has('varargs'),
    kwargs: read.has('kwargs'),
    caller: !isCaller && read.has('caller'),
  }
}
