import { type BuiltinTest, builtinTests } from '../context/builtin-tests.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { DataTestEntry } from '../project/data-tests.ts'
import type { Project } from '../project/project.ts'
import { nearest } from '../util/nearest.ts'
import { columnTestOfModel, unknownTest, wrongTestArguments } from './diagnostics.ts'

export interface TestCall {
  readonly entry: DataTestEntry
  readonly column: string | undefined
  readonly library: MacroLibrary
  readonly project: Pick<Project, 'name' | 'packages'>
}

/** Whether a name is that of a package, whose tests and macros are not there. */
export function isPackage(name: string, { name: own, packages }: Pick<Project, 'name' | 'packages'>): boolean {
  return name !== own && packages.includes(name)
}

/** What is wrong with the use of a generic test: a name nobody knows, or arguments that it does not take. */
export function checkTestCall({ entry, column, library, project }: TestCall): Diagnostic | undefined {
  const { name, namespace } = entry
  if (namespace !== undefined && isPackage(namespace, project)) return undefined
  const own = library.macros.get(`test_${name}`)
  if (own !== undefined && (namespace === undefined || namespace === project.name)) {
    const parameters = own.definition.arguments.filter((parameter) => !parameter.startsWith('*'))
    return unknownArgument(entry, parameters)
  }
  const builtin = namespace === undefined ? builtinTests.get(name) : undefined
  if (builtin !== undefined) return checkBuiltin(entry, builtin, column)
  const known = [...builtinTests.keys(), ...testMacros(library)]
  return unknownTest(namespace === undefined ? name : `${namespace}.${name}`, entry.location, known)
}

function testMacros(library: MacroLibrary): readonly string[] {
  return [...library.macros.keys()].filter((name) => name.startsWith('test_')).map((name) => name.slice(5))
}

function checkBuiltin(entry: DataTestEntry, test: BuiltinTest, column: string | undefined): Diagnostic | undefined {
  const { name, location } = entry
  const namesColumn = test.onColumn !== 'never' && column === undefined
  if (test.onColumn === 'always' && column === undefined && !entry.arguments.has('column_name')) {
    return columnTestOfModel(name, location)
  }
  if (test.onColumn === 'never' && column !== undefined) {
    return wrongTestArguments(name, 'is a test of a whole model, and stands below a column', location)
  }
  const missing = test.required.find((argument) => !entry.arguments.has(argument))
  if (missing !== undefined) return wrongTestArguments(name, `needs the argument "${missing}"`, location)
  if (test.oneOf !== undefined && !test.oneOf.some((argument) => entry.arguments.has(argument))) {
    const names = test.oneOf.map((argument) => `"${argument}"`).join(', ')
    return wrongTestArguments(name, `needs at least one of the arguments ${names}`, location)
  }
  return unknownArgument(entry, [...test.required, ...test.optional, ...(namesColumn ? ['column_name'] : [])])
}

function unknownArgument(entry: DataTestEntry, parameters: readonly string[]): Diagnostic | undefined {
  for (const [key, { location }] of entry.arguments) {
    if (parameters.includes(key)) continue
    const suggestion = nearest(key, parameters)
    const takes = parameters.filter((name) => name !== 'model' && name !== 'column_name')
    const known = takes.length === 0 ? 'it takes none' : `it takes ${takes.map((name) => `"${name}"`).join(', ')}`
    const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
    return wrongTestArguments(entry.name, `has no argument "${key}": ${known}${meant}`, location)
  }
  return undefined
}
