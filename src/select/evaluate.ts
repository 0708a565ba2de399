import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { IndirectSelection } from '../project/selection-words.ts'
import { ambiguous, emptyIntersection, noMatch } from './diagnostics.ts'
import { admitWaiting, expandTests, type Found } from './expand-tests.ts'
import { glob } from './glob.ts'
import { knownValues } from './known-values.ts'
import { lookUpWord } from './look-up-word.ts'
import { matchCriterion, type Past } from './match-criterion.ts'
import type { Criterion, Group, NamedSelector, NamedSelectors, Selector } from './selector.ts'

/** What is to be said about a part that finds nothing, once it is known whether nothing at all is selected. */
export type Unmatched = (isAll: boolean) => readonly Diagnostic[]

/** What a selector found. */
export interface Evaluated extends Found {
  readonly warnings: readonly Diagnostic[]
  readonly unmatched: readonly Unmatched[]
}

/** What a selector is looked up in. */
export interface World {
  readonly manifest: Manifest
  readonly graph: Graph
  /** What the command says about tests that come along. */
  readonly indirect: IndirectSelection
  readonly selectors: NamedSelectors
  /** What those that were looked up already found. */
  readonly found: Map<string, Evaluated>
  readonly past: Past
}

/**
 * The nodes of a selector whose names are all known. dbt's rules: relatives are added to each criterion, and the tests of
 * what that gives; then sets are combined, and tests taken in that waited for the rest of their parents.
 */
export function evaluate(selector: Selector, world: World): Evaluated {
  return selector.type === 'criterion' ? evaluateCriterion(selector, world) : evaluateGroup(selector, world)
}

function evaluateGroup(group: Group, world: World): Evaluated {
  const parts = group.parts.map((part) => evaluate(part, world))
  const combine = combinations[group.type]
  const direct = combine(parts.map((part) => part.direct))
  const someWait = parts.some(({ waiting }) => waiting.size > 0)
  const waiting = someWait ? combine(parts.map((part) => new Set([...part.direct, ...part.waiting]))) : none
  const found = admitWaiting({ direct, waiting }, group.indirect ?? world.indirect, world)
  return {
    ...found,
    warnings: parts.flatMap((part) => part.warnings),
    unmatched: unmatchedOf(group, parts, found.direct.size === 0),
  }
}

const none: ReadonlySet<NodeId> = new Set()

type Combine = (sets: readonly ReadonlySet<NodeId>[]) => ReadonlySet<NodeId>

const combinations: Readonly<Record<Group['type'], Combine>> = {
  union: (sets) => new Set(sets.flatMap((set) => [...set])),
  intersection: ([first = none, ...rest]) => new Set([...first].filter((id) => rest.every((set) => set.has(id)))),
  difference: ([first = none, ...rest]) => new Set([...first].filter((id) => !rest.some((set) => set.has(id)))),
}

/** An intersection that is empty although its parts are not says so. What is taken away may well be nothing. */
function unmatchedOf(group: Group, parts: readonly Evaluated[], isEmpty: boolean): readonly Unmatched[] {
  if (group.type === 'difference') return parts.slice(0, 1).flatMap((part) => part.unmatched)
  const unmatched = parts.flatMap((part) => part.unmatched)
  if (group.type === 'union' || unmatched.length > 0 || !isEmpty || parts.length < 2) return unmatched
  return [(isAll) => [emptyIntersection(group, isAll)]]
}

function evaluateCriterion(criterion: Criterion, world: World): Evaluated {
  const { graph } = world
  const { nodes: matched, warnings, unmatched } = matchesOf(criterion, world)
  const below = graph.descendants(matched, criterion.childrensParents ? undefined : criterion.children)
  const family = criterion.childrensParents ? new Set([...matched, ...below]) : matched
  const above = graph.ancestors(family, criterion.childrensParents ? undefined : criterion.parents)
  const selected = new Set([...matched, ...below, ...above])
  // What a selector leaves out stays out: its own rules have brought the tests along.
  const indirect = criterion.method === 'selector' ? 'empty' : (criterion.indirect ?? world.indirect)
  return { ...expandTests(selected, indirect, world), warnings, unmatched }
}

/** What a criterion finds before relatives and tests are added. */
interface Matches {
  readonly nodes: ReadonlySet<NodeId>
  readonly warnings: readonly Diagnostic[]
  readonly unmatched: readonly Unmatched[]
}

function matchesOf(criterion: Criterion, world: World): Matches {
  const { method } = criterion
  if (method === 'selector') return matchesOfSelectors(criterion, world)
  const { manifest } = world
  if (method !== 'word') {
    const matches = matchCriterion({ ...criterion, method }, manifest, world.past)
    return matchesIn([...manifest.nodes.values()].filter(matches), criterion, world)
  }
  const [chosen, other, ...more] = lookUpWord(criterion, manifest)
  const found = matchesIn(chosen?.nodes ?? [], criterion, world)
  if (chosen === undefined || other === undefined) return found
  return { ...found, warnings: [ambiguous(criterion, chosen, [other, ...more])] }
}

function matchesIn(nodes: readonly Node[], criterion: Criterion, { manifest }: World): Matches {
  const unmatched: readonly Unmatched[] =
    nodes.length > 0 ? [] : [(isAll) => [diagnoseNoMatch(criterion, manifest, isAll)]]
  return { nodes: new Set(nodes.map(({ id }) => id)), warnings: [], unmatched }
}

/** The nodes of all selectors that a pattern names, each by its own rules. What is empty in one is its own affair. */
function matchesOfSelectors(criterion: Criterion, world: World): Matches {
  const isNamed = glob(criterion.value)
  const named = [...world.selectors.values()].filter(({ name }) => isNamed(name))
  const parts = named.map((each) => evaluateNamed(each, world))
  const nodes = combinations.union(parts.map(({ direct }) => direct))
  const inner = parts.flatMap((part) => part.unmatched)
  const unmatched: Unmatched = (isAll) =>
    isAll && inner.length > 0
      ? inner.flatMap((diagnose) => diagnose(true))
      : [noMatch(criterion, { known: [], isSource: false, isAll })]
  return {
    nodes,
    warnings: parts.flatMap((part) => part.warnings),
    unmatched: nodes.size > 0 ? [] : [unmatched],
  }
}

/** Once for each selector, however often others name it. */
function evaluateNamed({ name, selector }: NamedSelector, world: World): Evaluated {
  const known = world.found.get(name)
  if (known !== undefined) return known
  const found = evaluate(selector, world)
  world.found.set(name, found)
  return found
}

function diagnoseNoMatch(criterion: Criterion, manifest: Manifest, isAll: boolean): Diagnostic {
  const { method, value } = criterion
  const isSource =
    method === 'word' &&
    [...manifest.nodes.values()].some(
      (node) =>
        node.type === 'source' && [node.name, node.sourceName, `${node.sourceName}.${node.name}`].includes(value),
    )
  return noMatch(criterion, { known: knownValues(criterion, manifest), isSource, isAll })
}
