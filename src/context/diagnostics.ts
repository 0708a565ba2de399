import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { nearest } from '../util/nearest.ts'

export function unknownVar(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'compile/undefined',
    message: `The variable "${name}" has no value and no default.`,
    location,
    hint:
      suggestion === undefined
        ? `Give it one under "vars:" in the project file, with --vars '{${name}: …}', or as var("${name}", default).`
        : `Did you mean "${suggestion}"?`,
  }
}

export function wrongCall(name: string, expected: string, location: Location): Diagnostic {
  return {
    code: 'parse/wrong-argument',
    message: `${name}() takes ${expected}.`,
    location,
  }
}

/** What stands where a name is expected is a name of the template, and mostly one that lacks its quotes. */
export function notText(name: string, location: Location): Diagnostic {
  return { ...wrongCall(name, 'text here', location), hint: `Put names in quotes: ${name}('…').` }
}

export function raisedError(message: string, location: Location): Diagnostic {
  return { code: 'compile/raised', message, location }
}

/** What a macro said with `exceptions.warn`. */
export function macroWarning(message: string, location: Location): Diagnostic {
  return { code: 'compile/warned', message, location }
}

export function unknownMacro(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'compile/undefined',
    message: `No macro named "${name}" exists in this project.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

/** A macro of a package, which no package brings. */
export function packageMacro(use: {
  readonly packageName: string
  readonly macro: string
  readonly location: Location
}): Diagnostic {
  const { packageName, macro, location } = use
  return {
    code: 'run/not-yet',
    title: 'A template needs what is not there yet.',
    ...lackingMacro(packageName, macro),
    location,
  }
}

/** What is said of a macro that a package, or dbt itself, would bring. */
export function lackingMacro(packageName: string, macro: string): { readonly message: string; readonly hint: string } {
  const hint = `Copy the macro into the project's macros, and call it as "${macro}".`
  if (packageName === 'dbt') return { message: `"dbt.${macro}" is a macro of dbt that is not there yet.`, hint }
  return { message: `"${packageName}.${macro}" is a macro of a package, and packages are not there yet.`, hint }
}

export function unavailableQuery(location: Location): Diagnostic {
  return {
    code: 'compile/template',
    message: 'A template asks for rows while no database is open.',
    location,
    hint: 'Guard the query with {% if execute %} … {% endif %}, as in dbt.',
  }
}

export function changedQuery(location: Location): Diagnostic {
  return {
    code: 'compile/template',
    message: 'The queries of this template are others each time it is rendered, so their rows cannot be told apart.',
    location,
    hint: 'Take what changes (random numbers, clocks) out of the text of run_query().',
  }
}
