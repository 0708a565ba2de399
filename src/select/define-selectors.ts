import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { CriterionRule, SelectorDefinition, SelectorRule, SetRule } from '../project/selector-definition.ts'
import { checked, methodOf, type Parsed, parseCriterion } from './parse-criterion.ts'
import type { Group, NamedSelector, NamedSelectors, Selector } from './selector.ts'
import { selectorCycles, unknownSelectors } from './selector-references.ts'

export interface DefinedSelectors {
  /** Those in which nothing is wrong. */
  readonly selectors: NamedSelectors
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The selectors of a project, with the words of their criteria understood. As in dbt, a text is one criterion, and tests
 * whose parents come from several rules of a set do not wait for them.
 */
export function defineSelectors(definitions: readonly SelectorDefinition[]): DefinedSelectors {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const named = definitions.flatMap(({ name, isDefault, rule }): readonly (readonly [string, NamedSelector])[] => {
    const selector = selectorOf(rule, report)
    if (selector === undefined) return []
    return [[name.value, { name: name.value, selector, isDefault, location: name.location }]]
  })
  const selectors = new Map(named)
  const names = definitions.map(({ name }) => name.value)
  const unknown = named.flatMap(([, { selector }]) => unknownSelectors(selector, names))
  return { selectors, diagnostics: [...diagnostics, ...unknown, ...selectorCycles(selectors)] }
}

type Report = (diagnostic: Diagnostic) => void

function selectorOf(rule: SelectorRule, report: Report): Selector | undefined {
  switch (rule.type) {
    case 'text':
      return criterionIn(parseCriterion(rule.text, rule.location), report)
    case 'criterion': {
      const criterion = criterionIn(criterionOf(rule), report)
      return criterion && without(criterion, rule.exclude, report)
    }
    default:
      return without(setOf(rule, report), rule.exclude, report)
  }
}

function criterionIn(parsed: Parsed, report: Report): Selector | undefined {
  if ('criterion' in parsed) return parsed.criterion
  report(parsed.diagnostic)
  return undefined
}

function criterionOf(rule: CriterionRule): Parsed {
  const { method, value, parents, children, childrensParents, indirect } = rule
  const found = methodOf(method.value, method.location)
  if (found.method === undefined) return found
  return checked({
    type: 'criterion',
    method: found.method,
    keys: found.keys,
    value: value.value,
    parents,
    children,
    childrensParents,
    ...(indirect !== undefined && { indirect }),
    text: writtenOut(rule),
    location: value.location,
  })
}

/** As it would be written on the command line. */
function writtenOut({ method, value, parents, children, childrensParents }: CriterionRule): string {
  const depth = (edges: number) => (Number.isFinite(edges) ? String(edges) : '')
  const front = `${childrensParents ? '@' : ''}${parents > 0 ? `${depth(parents)}+` : ''}`
  return `${front}${method.value}:${value.value}${children > 0 ? `+${depth(children)}` : ''}`
}

function setOf({ type, parts, location }: SetRule, report: Report): Group {
  return group(
    type,
    parts.flatMap((part) => selectorOf(part, report) ?? []),
    location,
  )
}

function without(selector: Selector, excluded: readonly SelectorRule[], report: Report): Selector {
  const parts = excluded.flatMap((rule) => selectorOf(rule, report) ?? [])
  if (parts.length === 0) return selector
  return group('difference', [selector, ...parts], selector.location)
}

function group(type: Group['type'], parts: readonly Selector[], location: Location): Group {
  return { type, parts, indirect: 'eager', location }
}
