import type { Location } from '../diagnostics/location.ts'
import { ignoredKey, unknownKey, wrongType } from './diagnostics.ts'
import { kindOf } from './kinds.ts'
import type { Located } from './located.ts'
import { placeOf, readValue } from './read-value.ts'
import { contentLocation, type ReadContext, renderNode } from './render-node.ts'
import { criterionValue, type RuleEntry, ruleSchemas } from './rule-schema.ts'
import { custom, text } from './schema.ts'
import { methods } from './selection-words.ts'
import type { CriterionRule, SelectorRule, SetRule } from './selector-definition.ts'
import { besideSet, loneExclude, secondExclude, severalMethods } from './selector-diagnostics.ts'
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts'

const { rule, exclusion, union, intersection, criterion } = ruleSchemas({ rule: readRule, entry: readEntry })

/** The definition of a selector. */
export const definition = custom(rule.description, readDefinition, rule.type === 'custom' ? rule.shape : undefined)

/** Reads the definition of a selector: `union` and `intersection` stand alone in it. */
function readDefinition(node: YamlNode, context: ReadContext): SelectorRule | undefined {
  const set = node.type === 'map' ? node.entries.find(({ key }) => isSet(key)) : undefined
  if (node.type !== 'map' || set === undefined) return readRule(node, context)
  const others = node.entries.filter((entry) => entry !== set)
  for (const entry of others) context.report(besideSet(set.key, entry.key, keyPlace(entry, context)))
  return readRule({ ...node, entries: [set] }, context)
}

/** Reads a text, a method with its value, or sets of rules. Reports what is wrong. */
function readRule(node: YamlNode, context: ReadContext): SelectorRule | undefined {
  const rendered = renderNode(node, context)
  if (rendered === undefined) return undefined
  if (rendered.type === 'map') return readMapping(rendered, context)
  if (rendered.type === 'list' || rendered.value === null) {
    const found = { found: kindOf(rendered), expected: 'text or a mapping' }
    context.report(wrongType('The rule', found, placeOf(rendered, context)))
    return undefined
  }
  const written = readValue(text('A criterion.'), rendered, 'The rule', context)
  return written === undefined
    ? undefined
    : { type: 'text', text: written, location: contentLocation(context.file, rendered) }
}

function readMapping(node: YamlMap, context: ReadContext): SelectorRule | undefined {
  if (entryOf(node, 'union') !== undefined) return readSet('union', node, context)
  if (entryOf(node, 'intersection') !== undefined) return readSet('intersection', node, context)
  const [first, second] = node.entries
  if (first === undefined || entryOf(node, 'method') !== undefined || entryOf(node, 'value') !== undefined) {
    return readCriterion(node, context)
  }
  if (second === undefined) return readShort(first, context)
  const keys = node.entries.map(({ key }) => key)
  context.report(severalMethods(keys, keyPlace(second, context)))
  return undefined
}

/** `tag: nightly` */
function readShort(entry: YamlEntry, context: ReadContext): CriterionRule | undefined {
  const { key, value } = entry
  const location = keyPlace(entry, context)
  if (key === 'exclude') {
    context.report(loneExclude(location))
    return undefined
  }
  if (value.type !== 'scalar') {
    const known = ['union', 'intersection', ...methods]
    context.report(unknownKey(key, { owner: 'A rule', location, known, isIgnored: false }))
    return undefined
  }
  const read = readValue(criterionValue, value, `"${key}"`, context)
  if (read === undefined) return undefined
  return {
    ...{ type: 'criterion', method: { value: key, location }, value: asText(read) },
    ...{ parents: 0, children: 0, childrensParents: false, indirect: undefined, exclude: [] },
  }
}

function readCriterion(node: YamlMap, context: ReadContext): CriterionRule | undefined {
  const keys = readValue(criterion, node, 'The rule', context)
  if (keys === undefined) return undefined
  for (const direction of ['parents', 'children'] as const) {
    const depth = node.entries.find(({ key }) => key === `${direction}_depth`)
    if (depth === undefined || keys[direction] === true) continue
    context.report(ignoredKey(depth.key, `"${direction}" is not true`, keyPlace(depth, context)))
  }
  return {
    type: 'criterion',
    method: keys.method,
    value: asText(keys.value),
    parents: depthOf(keys.parents, keys.parents_depth),
    children: depthOf(keys.children, keys.children_depth),
    childrensParents: keys.childrens_parents ?? false,
    indirect: keys.indirect_selection,
    exclude: present(keys.exclude ?? []),
  }
}

function asText({ value, location }: Located<string | boolean>): Located<string> {
  return { value: String(value), location }
}

/** As in dbt, a depth of 0 is none that limits. */
function depthOf(isWanted: boolean | undefined, depth: string | undefined): number {
  if (isWanted !== true) return 0
  return Number(depth ?? 0) || Number.POSITIVE_INFINITY
}

function readSet(type: SetRule['type'], node: YamlMap, context: ReadContext): SetRule | undefined {
  const read =
    type === 'union'
      ? readValue(union, node, 'The rule', context)?.union
      : readValue(intersection, node, 'The rule', context)?.intersection
  if (read === undefined) return undefined
  const parts: SelectorRule[] = []
  let excluded: Extract<RuleEntry, { type: 'exclude' }> | undefined
  for (const entry of present(read)) {
    if (entry.type === 'rule') parts.push(entry.rule)
    if (entry.type !== 'exclude') continue
    if (excluded !== undefined) context.report(secondExclude(excluded.location, entry.location))
    excluded ??= entry
  }
  const key = entryOf(node, type)
  return {
    type,
    parts,
    exclude: excluded?.rules ?? [],
    location: key ? keyPlace(key, context) : placeOf(node, context),
  }
}

function readEntry(node: YamlNode, context: ReadContext): RuleEntry | undefined {
  const entry = entryOf(node, 'exclude')
  if (entry === undefined) {
    const read = readRule(node, context)
    return read && { type: 'rule', rule: read }
  }
  const read = readValue(exclusion, node, 'An item with "exclude"', context)
  return read && { type: 'exclude', rules: present(read.exclude), location: keyPlace(entry, context) }
}

/** What is wrong is left out. */
function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.flatMap((item) => item ?? [])
}

function isSet(key: string): boolean {
  return key === 'union' || key === 'intersection'
}

function keyPlace({ keyStart, keyEnd }: YamlEntry, { file }: ReadContext): Location {
  return { file, start: keyStart, end: keyEnd }
}
