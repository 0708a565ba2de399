import { deeper } from './budget.ts'
import { dict } from './dict.ts'
import { wrong } from './failure.ts'
import { type CallArguments, type FunctionValue, functionValue, tuple, type Value } from './value.ts'

export interface Signature {
  readonly name: string
  readonly parameters: readonly string[]
  /** Whether the body reads `varargs`, `kwargs`, `caller`; what it does not read it does not accept. */
  readonly varargs: boolean
  readonly kwargs: boolean
  readonly caller: boolean
}

/** The arguments by parameter, `missing` for one left out, followed by varargs, kwargs and caller. */
type MacroBody = (...args: readonly Value[]) => Value

/** Stands for an argument that was left out; no template can make it. */
export const missing: Value = Object.freeze(tuple([]))

/** A macro as a function. Arguments are bound as Jinja does it. */
export function macro(signature: Signature, body: MacroBody): FunctionValue {
  return functionValue(signature.name, (args) => {
    const bound = bindParameters(signature, args)
    return deeper(() => body(...bound))
  })
}

function bindParameters(signature: Signature, { positional, named }: CallArguments): readonly Value[] {
  const { name, parameters } = signature
  if (positional.length > parameters.length && !signature.varargs) {
    throw wrong(
      `Macro "${name}" takes ${parameters.length} argument${parameters.length === 1 ? '' : 's'}, but is given ${positional.length}.`,
    )
  }
  const rest = new Map(named)
  const bound = parameters.map((parameter, index) => {
    if (index < positional.length) {
      if (rest.has(parameter)) throw wrong(`Macro "${name}" is given two values for its argument "${parameter}".`)
      return positional[index]
    }
    const given = rest.has(parameter) ? rest.get(parameter) : missing
    rest.delete(parameter)
    return given
  })
  const caller = signature.caller ? rest.get('caller') : undefined
  if (signature.caller) rest.delete('caller')
  if (!signature.kwargs) refuse(signature, rest)
  return [...bound, tuple(positional.slice(parameters.length)), dict(rest), caller]
}

function refuse({ name, parameters }: Signature, rest: ReadonlyMap<string, Value>): void {
  const [unknown] = rest.keys()
  if (unknown === undefined) return
  if (unknown === 'caller') throw wrong(`Macro "${name}" does not use caller(), so it cannot be used in "{% call %}".`)
  const known = parameters.length === 0 ? 'it has none' : `it has ${parameters.map((each) => `"${each}"`).join(', ')}`
  throw wrong(`Macro "${name}" has no argument named "${unknown}"; ${known}.`)
}
