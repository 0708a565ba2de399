import { Composer, type Document, Parser } from 'yaml'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { malformedYaml } from './diagnostics.ts'
import type { YamlNode } from './yaml-node.ts'
import { readTree } from './yaml-tree.ts'
import { yamlWords } from './yaml-words.ts'

export interface YamlFile {
  /** Undefined for an empty file, and for one whose syntax is broken. */
  readonly root: YamlNode | undefined
  readonly diagnostics: readonly Diagnostic[]
}

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
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' })
  const [document, second] = composer.compose(new Parser().parse(text), true, text.length)
  if (document === undefined) return { root: undefined, diagnostics: [] }

  const mistakes = syntaxMistakes(document, text, file)
  if (second !== undefined) {
    const [start] = second.range
    mistakes.push(
      malformedYaml(yamlWords({ code: 'MULTIPLE_DOCS', message: '', found: '' }), { file, start, end: start }),
    )
  }
  if (mistakes.length > 0 || document.contents === null) return { root: undefined, diagnostics: mistakes }
  return readTree(document.contents, { file, repeatedKeys })
}

/** At most one for each place: a mistake often makes the parser stumble twice. */
function syntaxMistakes({ errors }: Document.Parsed, text: string, file: string): Diagnostic[] {
  const byPlace = new Map<number, Diagnostic>()
  for (const { code, message, pos } of errors) {
    const start = Math.min(pos[0], text.length)
    const end = Math.max(start, Math.min(pos[1], text.length))
    const found = text.slice(start, start + 80).split('\n', 1)[0] ?? ''
    if (!byPlace.has(start)) {
      byPlace.set(start, malformedYaml(yamlWords({ code, message, found }), { file, start, end }))
    }
  }
  return [...byPlace.values()]
}
