import type { Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { malformedYaml, repeatedKey } from './diagnostics.ts'
import { yamlLibrary } from './yaml-library.ts'
import type { YamlEntry, YamlFile, YamlMap, YamlNode } from './yaml-node.ts'
import { resolveScalar } from './yaml-scalar.ts'

/** So many values may a file have after its aliases (`*name`) are followed. */
const expansionLimit = 100_000
const depthLimit = 100

interface Reading {
  readonly file: string
  readonly repeatedKeys: 'refuse' | 'warn'
  readonly report: (diagnostic: Diagnostic) => void
  /** What an anchor stands for; `undefined` while it is being read. */
  readonly anchors: Map<string, { readonly node: YamlNode; readonly size: number } | undefined>
  /** Values read so far, those behind an alias counted at every use. */
  size: number
}

/** The parser's nodes as our tree, and what is refused although it is well formed. Scalars must be unresolved texts. */
export function readTree(node: ParsedNode, { file, repeatedKeys }: Pick<Reading, 'file' | 'repeatedKeys'>): YamlFile {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const root = convert(node, { file, repeatedKeys, report, anchors: new Map(), size: 0 }, 0)
  const isEmpty = root.type === 'scalar' && root.start === root.end
  return { root: isEmpty ? undefined : root, diagnostics }
}

function convert(node: ParsedNode, reading: Reading, depth: number): YamlNode {
  if (yamlLibrary().isAlias(node)) return followAlias(node.source, node.range, reading)
  const before = reading.size
  reading.size += 1
  const { anchor } = node
  if (anchor === undefined) return convertContent(node, reading, depth)
  reading.anchors.set(anchor, undefined)
  const converted = convertContent(node, reading, depth)
  reading.anchors.set(anchor, { node: converted, size: reading.size - before })
  return converted
}

function convertContent(node: ParsedNode, reading: Reading, depth: number): YamlNode {
  const { isMap, isScalar, isSeq } = yamlLibrary()
  const [start, end] = node.range
  if (depth > depthLimit) {
    refuse(reading, node.range, `Lists and mappings are nested more than ${depthLimit} deep.`)
    return nothingAt(start, end)
  }
  if (isMap(node)) {
    const entries = convertEntries(node.items, reading, depth + 1)
    return { type: 'map', entries, start, end: endOf(node, entries.at(-1)?.value) }
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item, reading, depth + 1))
    return { type: 'list', items, start, end: endOf(node, items.at(-1)) }
  }
  const text = isScalar(node) ? node.source : ''
  const isPlain = isScalar(node) && node.type === 'PLAIN' && node.tag === undefined
  return { type: 'scalar', value: isPlain ? resolveScalar(text) : text, text, start, end }
}

/** To the parser, a collection without brackets goes on to the next line that is not empty; to us, to its last value. */
function endOf({ flow, range: [start, end] }: YAMLMap.Parsed | YAMLSeq.Parsed, last: YamlNode | undefined): number {
  const isInside = last !== undefined && last.end > start && last.end <= end
  return flow !== true && isInside ? last.end : end
}

function nothingAt(start: number, end: number): YamlNode {
  return { type: 'scalar', value: null, text: '', start, end }
}

function followAlias(name: string, [start, end]: ParsedNode['range'], reading: Reading): YamlNode {
  const target = reading.anchors.get(name)
  if (target === undefined) {
    const message = reading.anchors.has(name)
      ? `"*${name}" stands inside "&${name}", so it would contain itself.`
      : `No value above is named "&${name}".`
    refuse(reading, [start, end], message)
    return nothingAt(start, end)
  }
  const isOver = reading.size > expansionLimit
  reading.size += target.size
  if (reading.size > expansionLimit) {
    if (!isOver) {
      refuse(reading, [start, end], `With its aliases followed, the file has more than ${expansionLimit} values.`)
    }
    return nothingAt(start, end)
  }
  return target.node
}

function convertEntries(
  pairs: readonly Pair<ParsedNode, ParsedNode | null>[],
  reading: Reading,
  depth: number,
): readonly YamlEntry[] {
  const own = new Map<string, YamlEntry>()
  let merged: readonly YamlEntry[] = []
  for (const pair of pairs) {
    const entry = convertPair(pair, reading, depth)
    if (entry === undefined) continue
    if (isMergeKey(pair.key)) {
      merged = [...merged, ...mergedEntries(entry.value, reading)]
      continue
    }
    const earlier = own.get(entry.key)
    if (earlier !== undefined) reportRepeated(earlier, entry, reading)
    own.set(entry.key, entry)
  }
  return merged.length === 0 ? [...own.values()] : [...weaker(merged, own), ...own.values()]
}

/** What is merged in and not given by the map itself; of several with one key, the first. */
function weaker(merged: readonly YamlEntry[], own: ReadonlyMap<string, YamlEntry>): readonly YamlEntry[] {
  const byKey = new Map(merged.toReversed().map((entry) => [entry.key, entry]))
  return [...byKey.values()].filter(({ key }) => !own.has(key))
}

function convertPair(
  { key, value }: Pair<ParsedNode, ParsedNode | null>,
  reading: Reading,
  depth: number,
): YamlEntry | undefined {
  const name = readKey(key, reading)
  const [keyStart, keyEnd] = key.range
  const converted = value === null ? nothingAt(keyEnd, keyEnd) : convert(value, reading, depth)
  return name === undefined ? undefined : { key: name, keyStart, keyEnd, value: converted }
}

function isMergeKey(key: ParsedNode): boolean {
  return yamlLibrary().isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}

/** The maps behind `<<`: one, or a list of which the first that has a key counts. */
function mergedEntries(node: YamlNode, reading: Reading): readonly YamlEntry[] {
  const maps = node.type === 'list' ? node.items : [node]
  if (!maps.every((map): map is YamlMap => map.type === 'map')) {
    refuse(reading, [node.start, node.end], 'Behind "<<" a mapping is expected, or a list of mappings.')
    return []
  }
  return maps.flatMap(({ entries }) => entries)
}

function readKey(key: ParsedNode, reading: Reading): string | undefined {
  const { isMap, isScalar } = yamlLibrary()
  if (!isScalar(key)) {
    const isTemplate = isMap(key) && key.flow === true
    const [start, end] = key.range
    refuse(
      reading,
      isTemplate ? [start - 1, end + 1] : key.range,
      isTemplate ? 'A template must stand in quotes.' : 'A key must be a text.',
      isTemplate ? 'Write "{{ … }}".' : undefined,
    )
    return undefined
  }
  const name = key.source
  if (name === '__proto__') {
    refuse(reading, key.range, 'The key "__proto__" cannot be used.')
    return undefined
  }
  return name
}

function reportRepeated(first: YamlEntry, second: YamlEntry, { file, repeatedKeys, report }: Reading): void {
  const place = ({ keyStart, keyEnd }: YamlEntry): Location => ({ file, start: keyStart, end: keyEnd })
  report(repeatedKey(first.key, { first: place(first), second: place(second), isError: repeatedKeys === 'refuse' }))
}

function refuse(
  { file, report }: Reading,
  [start, end]: readonly [number, number, ...unknown[]],
  message: string,
  hint?: string,
): void {
  report(malformedYaml({ message, ...(hint !== undefined && { hint }) }, { file, start, end }))
}
