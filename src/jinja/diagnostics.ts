import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { nearest } from '../util/nearest.ts'
import type { Failure } from './runtime/failure.ts'
import type { SyntaxFailure } from './syntax-error.ts'

/** `parse/template`: the template is not well formed. */
export function notWellFormed(failure: SyntaxFailure, file: string): Diagnostic {
  return {
    code: 'parse/template',
    message: failure.message,
    location: { file, start: failure.start, end: failure.end },
    ...(failure.hint !== undefined && { hint: failure.hint }),
  }
}

/** What an operation on values says is wrong: `compile/template`, `compile/forbidden` or `compile/limit`. */
export function notPossible({ code, message, hint }: Failure, location: Location): Diagnostic {
  return { code, message, location, ...(hint !== undefined && { hint }) }
}

/** `compile/undefined`: a name that neither the template nor its scope has. */
export function undefinedName(name: string, location: Location, known: Iterable<string>): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'compile/undefined',
    message: `"${name}" is not defined.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

/** `compile/undefined`: a member that the value of an expression does not have. */
export function undefinedMember(owner: string, name: string, location: Location): Diagnostic {
  return { code: 'compile/undefined', message: `"${owner}" has no member "${name}".`, location }
}

/** `compile/undefined`: an expression without a value. */
export function undefinedExpression(source: string, location: Location): Diagnostic {
  return { code: 'compile/undefined', message: `"${source}" is undefined.`, location }
}
