import { hash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

export interface GenericTestIdentity {
  /** Name shown and used in unique ids; at most 63 characters. */
  readonly name: string
  /** The untruncated name. */
  readonly fullName: string
}

/** The arguments that a test of a column is named by: the column's name is one of them. */
export function namedArguments(args: JsonObject, column: string | undefined): JsonObject {
  if (column === undefined) return args
  // Nearly all of them.
  return Object.keys(args).length === 0 ? { column_name: column } : { ...args, column_name: column }
}

/**
 * The name of a generic test by dbt's rule (`synthesize_generic_test_names`): test, target, and the arguments sorted by
 * name, with everything but letters, digits and `_` replaced; above 63 characters the end becomes an MD5.
 */
export function genericTestName(test: string, target: string, args: JsonObject): GenericTestIdentity {
  const values: string[] = []
  for (const key of Object.keys(args).sort()) {
    if (key === 'model') continue
    for (const value of flat(args[key] ?? null)) values.push(pythonText(value).replaceAll(/[^0-9a-zA-Z_]+/g, '_'))
  }
  const identifier = `${test}_${target}`
  const fullName = `${identifier}_${values.join('__')}`
  if (fullName.length < 64) return { name: fullName, fullName }
  return { name: `${identifier.slice(0, 30)}_${md5(fullName)}`, fullName }
}

/** The ten digits at the end of a generic test's unique id: dbt's MD5 over the name and Python's text of the metadata. */
export function genericTestHash(name: string, metadata: JsonObject): string {
  return md5(name + pythonRepr(metadata)).slice(-10)
}

function flat(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.values(value) : [value]
}

/** What Python's `str()` gives for a value read from YAML. */
function pythonText(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? pythonRepr(value) : String(value)
}

/** What Python's `repr()` gives for containers whose keys were sorted and whose other values were turned to text. */
function pythonRepr(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (!isJsonObject(value)) return quoted(pythonText(value))
  const entries = Object.keys(value).sort()
  return `{${entries.map((key) => `${quoted(key)}: ${pythonRepr(value[key] ?? null)}`).join(', ')}}`
}

function quoted(text: string): string {
  if (!/['\\\n\t\r]/.test(text)) return `'${text}'`
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`
}

function md5(text: string): string {
  return hash('md5', text)
}
