import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** A value of a YAML file with its place: UTF-16 offsets into the file's text. */
export type YamlNode = YamlScalar | YamlList | YamlMap

interface Placed {
  /** First character; of a quoted text, the quote. */
  readonly start: number
  /** Behind the last character. */
  readonly end: number
}

export interface YamlScalar extends Placed {
  readonly type: 'scalar'
  /** What it means: a word without quotes may be a number, true or false, or nothing. */
  readonly value: string | number | boolean | null
  /** What was written, quotes and escapes resolved: `0123` stays `0123`. */
  readonly text: string
}

interface YamlList extends Placed {
  readonly type: 'list'
  readonly items: readonly YamlNode[]
}

export interface YamlMap extends Placed {
  readonly type: 'map'
  /** In the order of the file; no key twice. What `<<` merges in comes first. */
  readonly entries: readonly YamlEntry[]
}

export interface YamlEntry {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: YamlNode
}

/** A file as far as it could be read, and what is wrong with it. */
export interface YamlFile {
  /** Undefined for an empty file, and for one whose syntax is broken. */
  readonly root: YamlNode | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** The value below a key of a map. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.type === 'map' ? node.entries.find((entry) => entry.key === key) : undefined
}

/** A plain value as a tree of which every part stands at one place: what a template rendered to. */
export function nodeOf(value: unknown, place: Placed): YamlNode {
  const { start, end } = place
  if (Array.isArray(value)) return { type: 'list', items: value.map((item) => nodeOf(item, place)), start, end }
  if (value instanceof Map) return mapOf(value, place)
  if (typeof value === 'object' && value !== null) return mapOf(Object.entries(value), place)
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { type: 'scalar', value, text: String(value), start, end }
  }
  if (value === null || value === undefined) return { type: 'scalar', value: null, text: '', start, end }
  return { type: 'scalar', value: String(value), text: String(value), start, end }
}

function mapOf(entries: Iterable<readonly [unknown, unknown]>, place: Placed): YamlMap {
  const { start, end } = place
  return {
    type: 'map',
    entries: [...entries].map(([key, value]) => ({
      key: String(key),
      keyStart: start,
      keyEnd: end,
      value: nodeOf(value, place),
    })),
    start,
    end,
  }
}
