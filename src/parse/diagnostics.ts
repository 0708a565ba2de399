import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { nearest } from '../util/nearest.ts'

export function unknownRef(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-ref',
    message: `No model or seed is named "${name}".`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

export function disabledRef(name: string, location: Location, disabledAt: Location): Diagnostic {
  return {
    code: 'parse/disabled-ref',
    message: `"${name}" exists but is disabled.`,
    location,
    hint: `Enable it, or disable what reads it too.`,
    related: [{ message: `"${name}" is defined here.`, location: disabledAt }],
  }
}

export function unknownSource(source: string, table: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(`${source}.${table}`, known)
  return {
    code: 'parse/unknown-source',
    message: `No source "${source}" with a table "${table}" is declared.`,
    location,
    hint:
      suggestion === undefined
        ? 'Declare it under "sources:" in a properties file.'
        : `Did you mean source('${suggestion.split('.').join("', '")}')?`,
  }
}

export function upwardRef(
  child: { readonly name: string; readonly layer: string },
  parent: { readonly name: string; readonly layer: string; readonly location: Location },
  location: Location,
): Diagnostic {
  return {
    code: 'parse/upward-ref',
    message: `"${child.name}" is in the layer ${child.layer} and reads "${parent.name}" of the higher layer ${parent.layer}.`,
    location,
    hint: `Move the logic to where both layers can read it, or set "allow-upward-refs: true" in the project file.`,
    related: [{ message: `"${parent.name}" is defined here.`, location: parent.location }],
  }
}

export function duplicateName(kind: string, name: string, location: Location, first: Location): Diagnostic {
  return {
    code: 'parse/duplicate-name',
    message: `Two ${kind} are named "${name}".`,
    location,
    hint: 'Rename one of them: names are what ref() and selectors go by.',
    related: [{ message: 'The other one is here.', location: first }],
  }
}

export function sameRelation(relation: string, location: Location, first: Location): Diagnostic {
  return {
    code: 'parse/duplicate-name',
    message: `Two nodes are written to ${relation}.`,
    location,
    hint: 'Give one of them another "alias" or "schema".',
    related: [{ message: 'The other one is here.', location: first }],
  }
}

export function unsafeName(name: string, found: string, location: Location): Diagnostic {
  return {
    code: 'parse/unsafe-name',
    message: `The name ${JSON.stringify(name)} holds ${found}, which cannot be part of a file or table.`,
    location,
    hint: 'Rename the file. Letters, digits, "_", "-", "." and spaces all work.',
  }
}

export function undescribed(kind: string, name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-node',
    message: `A ${kind} "${name}" is described here, but none is defined, so its description and tests have no effect.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

export function unknownTest(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-test',
    message: `No test is named "${name}".`,
    location,
    hint:
      suggestion === undefined
        ? `Write it as {% test ${name}(model, column_name) %} … {% endtest %} in a file of macros.`
        : `Did you mean "${suggestion}"?`,
  }
}

export function wrongTestArguments(name: string, problem: string, location: Location): Diagnostic {
  return { code: 'parse/wrong-argument', message: `The test "${name}" ${problem}.`, location }
}

export function wrongConfig(key: string, problem: string, location: Location): Diagnostic {
  return { code: 'parse/wrong-config', message: `The configuration "${key}" ${problem}.`, location }
}

export function unknownLayer(layer: string, location: Location, layers: readonly string[]): Diagnostic {
  const suggestion = nearest(layer, layers)
  return {
    code: 'parse/wrong-config',
    message: `No layer is named "${layer}"; the project has ${layers.map((name) => `"${name}"`).join(', ')}.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

export function unreadableFile(file: string, problem: string): Diagnostic {
  return { code: 'project/unreadable', message: problem, location: { file, start: 0, end: 0 } }
}
