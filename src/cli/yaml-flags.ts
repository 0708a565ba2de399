import { ProjectError } from '../diagnostics/diagnostic.ts'
import { readWarningPolicy } from '../diagnostics/read-warning-policy.ts'
import type { WarningPolicy } from '../diagnostics/warning-policy.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import { notTogether, unusableYaml } from './diagnostics.ts'
import type { Flags } from './flags.ts'

/** Reads a flag whose value is a YAML mapping, such as `--vars`. Dates stay text. Throws `ProjectError`. */
export async function parseMapping(flag: string, text: string | undefined, example: string): Promise<JsonObject> {
  if (text === undefined) return {}
  const value = await parseYaml(text)
  if (isJsonObject(value)) return value
  const problem = `${flag} takes a YAML mapping of names to values.`
  throw new ProjectError([unusableYaml(flag, text, { problem, hint: `Write it like this: ${flag} '${example}'` })])
}

/** What `--warn-error` and `--warn-error-options` say; nothing where neither is given. Throws `ProjectError`. */
export async function warningOptions({
  warnError,
  warnErrorOptions: text,
}: Flags): Promise<{ readonly warnError?: boolean; readonly warnErrorOptions?: WarningPolicy }> {
  if (text === undefined) return warnError === undefined ? {} : { warnError }
  if (warnError === true) throw new ProjectError([notTogether('--warn-error', '--warn-error-options')])
  const read = readWarningPolicy(await parseYaml(text))
  if (read.ok) return { warnErrorOptions: read.policy }
  const { message, hint } = read
  const problem = `--warn-error-options cannot be used: ${message}`
  throw new ProjectError([unusableYaml('--warn-error-options', text, { problem, hint })])
}

async function parseYaml(text: string): Promise<Json | undefined> {
  const { parse } = await import('yaml')
  try {
    // YAML's core schema gives JSON values.
    return parse(text) as Json
  } catch {
    return undefined
  }
}
