import { parseYaml } from './parsed-yaml.ts'
import { readPlainYaml } from './plain-yaml.ts'
import type { YamlFile } from './yaml-node.ts'

export interface YamlOptions {
  /** A key that stands twice in a mapping is an error, or, as in dbt, a warning and the last one counts. Default: `refuse`. */
  readonly repeatedKeys?: 'refuse' | 'warn'
}

/**
 * Reads YAML as dbt's loader understands it (see `resolveScalar`), with the place of every key and value.
 *
 * Refused, with a diagnostic each: everything that is not well formed, a repeated key, a key that is not a text,
 * `__proto__`, a tag other than `!!str`, a second document, and aliases that expand without bounds. Lines may end
 * with a carriage return.
 */
export function readYaml(text: string, file: string, { repeatedKeys = 'refuse' }: YamlOptions = {}): YamlFile {
  const plain = readPlainYaml(text)
  return plain === undefined ? parseYaml(text, file, repeatedKeys) : { root: plain, diagnostics: [] }
}
