import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

/** Reads `--vars`, a YAML mapping. Dates stay text. Throws `ProjectError`. */
export async function parseVars(text: string | undefined): Promise<JsonObject> {
  if (text === undefined) return {}
  const { parse } = await import('yaml')
  const value = attempt(() => parse(text))
  if (isJsonObject(value)) return value
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: '--vars takes a YAML mapping of names to values.',
      location: { file: '--vars', start: 0, end: text.length },
      hint: `Write it like this: --vars '{as_of: 1998-08-02}'`,
    },
  ])
}

function attempt(work: () => unknown): Json | undefined {
  try {
    // YAML's core schema gives JSON values.
    return work() as Json
  } catch {
    return undefined
  }
}
