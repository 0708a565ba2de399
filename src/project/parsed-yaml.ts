import type { Document, ParsedNode } from 'yaml'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { foreignTag, malformedYaml } from './diagnostics.ts'
import { yamlLibrary } from './yaml-library.ts'
import type { YamlFile } from './yaml-node.ts'
import { readTree } from './yaml-tree.ts'
import { yamlWords } from './yaml-words.ts'

/** Reads YAML of every kind, and finds what is wrong with it. */
export function parseYaml(text: string, file: string, repeatedKeys: 'refuse' | 'warn'): YamlFile {
  const { Composer, Parser } = yamlLibrary()
  const composer = new Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false, logLevel: 'silent' })
  const [document, second] = composer.compose(new Parser().parse(text), true, text.length)
  if (document === undefined) return { root: undefined, diagnostics: [] }

  const mistakes = syntaxMistakes(document, text, file)
  if (second !== undefined) {
    const [start] = second.range
    const words = yamlWords({ code: 'MULTIPLE_DOCS', message: '', found: '' })
    mistakes.push(malformedYaml(words, { file, start, end: Math.min(start + 3, text.length) }))
  }
  const tags = foreignTags(document, text, file)
  if (mistakes.length > 0 || document.contents === null) return { root: undefined, diagnostics: [...mistakes, ...tags] }
  const { root, diagnostics } = readTree(document.contents, { file, repeatedKeys })
  return { root, diagnostics: [...tags, ...diagnostics] }
}

/** At most one for each place: a mistake often makes the parser stumble twice. */
function syntaxMistakes(document: Document.Parsed, text: string, file: string): Diagnostic[] {
  const byPlace = new Map<number, Diagnostic>()
  for (const { code, message, pos } of document.errors) {
    const start = Math.min(openingOf(document, text, message) ?? pos[0], text.length)
    const end = Math.max(start, Math.min(start === pos[0] ? pos[1] : start + 1, text.length))
    const found = text.slice(start, start + 80).split('\n', 1)[0] ?? ''
    if (!byPlace.has(start)) {
      byPlace.set(start, malformedYaml(yamlWords({ code, message, found }), { file, start, end }))
    }
  }
  return [...byPlace.values()]
}

/** The quote or bracket whose other half is missing; the parser points to where it gave up looking. */
function openingOf(document: Document.Parsed, text: string, message: string): number | undefined {
  const closing = /Missing closing (.)quote/.exec(message)?.[1] ?? /end with a ([\]}])/.exec(message)?.[1]
  if (closing === undefined) return undefined
  const opening = { ']': '[', '}': '{' }[closing] ?? closing
  const starts = stretches(document.contents)
    .filter(([start, end]) => text[start] === opening && (end - start === 1 || text[end - 1] !== closing))
    .map(([start]) => start)
  return starts.at(-1)
}

/** From where to where each value goes, in the order of the file. */
function stretches(node: ParsedNode | null): readonly (readonly [number, number])[] {
  if (node === null) return []
  const { isMap, isSeq } = yamlLibrary()
  const found: (readonly [number, number])[] = []
  const open: (ParsedNode | null)[] = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null) continue
    found.push([next.range[0], next.range[1]])
    const inner = isMap(next) ? next.items.flatMap(({ key, value }) => [key, value]) : isSeq(next) ? next.items : []
    for (const child of inner.toReversed()) open.push(child)
  }
  return found
}

/** Tags other than those of texts, lists and mappings. The parser passes over them with a warning. */
function foreignTags({ warnings }: Document.Parsed, text: string, file: string): readonly Diagnostic[] {
  return warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos: [start, end] }) => foreignTag(text.slice(start, end), { file, start, end }))
}
