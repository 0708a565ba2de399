import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { allExcluded, ambiguous, emptyIntersection, noMatch, noneOfType } from './diagnostics.ts'
import { admitWaiting, expandTests, type Found, type IndirectSelection, type Project } from './expand-tests.ts'
import { knownValues } from './known-values.ts'
import { lookUpWord } from './look-up-word.ts'
import { matchCriterion, type Results } from './match-criterion.ts'
import { parseSelector } from './parse-selector.ts'
import type { Criterion, Intersection, Selector } from './selector.ts'

export interface SelectOptions {
  /** Selectors, united. None: everything. */
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** The kinds of nodes to keep. Default: all. */
  readonly resourceTypes?: readonly Node['type'][]
  readonly excludeResourceTypes?: readonly Node['type'][]
  /** Default: `eager`. */
  readonly indirect?: IndirectSelection
  /** What `result:` looks at. */
  readonly results?: Results
}

export interface Selection {
  /** In the order of the graph. */
  readonly ids: ReadonlySet<NodeId>
  /** Warnings; errors when the selection is empty. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What a selector found, and what is to be said about it once it is known whether anything is selected. */
interface Evaluated extends Found {
  readonly warnings: readonly Diagnostic[]
  readonly unmatched: readonly ((isAll: boolean) => Diagnostic)[]
}

/**
 * The nodes that a command works on. dbt's rules: relatives are added to each criterion, then commas intersect and
 * blanks unite, tests come along with what they test, `exclude` is taken away, and the kinds of nodes are filtered last.
 */
export function select(manifest: Manifest, graph: Graph, options: SelectOptions = {}): Selection {
  const { results = new Map() } = options
  const project = { manifest, graph, indirect: options.indirect ?? 'eager', results }
  const included = parseSelector((options.select ?? []).join(' '), '--select')
  const excluded = parseSelector((options.exclude ?? []).join(' '), '--exclude')
  if (!included.ok || !excluded.ok) {
    return {
      ids: new Set(),
      diagnostics: [included, excluded].flatMap((result) => (result.ok ? [] : result.diagnostics)),
    }
  }
  const all = (options.select ?? []).length === 0
  const found = all ? everything(manifest) : evaluate(included.selector, project)
  const without = evaluate(excluded.selector, project)
  const left = new Set([...found.direct].filter((id) => !without.direct.has(id)))
  const ids = new Set(graph.order.filter((id) => left.has(id) && isWanted(manifest.nodes.get(id), options)))
  const warnings = [...found.warnings, ...without.warnings, ...without.unmatched.map((diagnose) => diagnose(false))]
  if (ids.size > 0) return { ids, diagnostics: [...found.unmatched.map((diagnose) => diagnose(false)), ...warnings] }

  const errors = found.unmatched.map((diagnose) => diagnose(true))
  return { ids, diagnostics: [...(errors.length > 0 ? errors : [whyEmpty(found, left, options)]), ...warnings] }
}

function everything(manifest: Manifest): Evaluated {
  return { direct: new Set(manifest.nodes.keys()), waiting: new Set(), warnings: [], unmatched: [] }
}

function evaluate(selector: Selector, project: Project): Evaluated {
  const parts = selector.intersections.map((intersection) => evaluateIntersection(intersection, project))
  const direct = new Set(parts.flatMap((part) => [...part.direct]))
  const waiting = new Set(parts.flatMap((part) => [...part.waiting]))
  return {
    ...admitWaiting({ direct, waiting }, project),
    warnings: parts.flatMap((part) => part.warnings),
    unmatched: parts.flatMap((part) => part.unmatched),
  }
}

function evaluateIntersection({ criteria, ...intersection }: Intersection, project: Project): Evaluated {
  const [first, ...rest] = criteria
  const parts = [evaluateCriterion(first, project), ...rest.map((criterion) => evaluateCriterion(criterion, project))]
  const withWaiting = parts.map(({ direct, waiting }) => new Set([...direct, ...waiting]))
  const common = { direct: inAll(parts.map(({ direct }) => direct)), waiting: inAll(withWaiting) }
  const admitted = admitWaiting(common, project)
  const unmatched = parts.flatMap((part) => part.unmatched)
  return {
    ...admitted,
    warnings: parts.flatMap((part) => part.warnings),
    unmatched:
      unmatched.length === 0 && admitted.direct.size === 0
        ? [(isAll) => emptyIntersection({ criteria, ...intersection }, isAll)]
        : unmatched,
  }
}

function evaluateCriterion(criterion: Criterion, project: Project): Evaluated {
  const { graph, manifest } = project
  const { nodes, warnings } = nodesOf(criterion, project)
  const matched = new Set(nodes.map(({ id }) => id))
  const below = graph.descendants(matched, criterion.childrensParents ? undefined : criterion.children)
  const family = criterion.childrensParents ? new Set([...matched, ...below]) : matched
  const above = graph.ancestors(family, criterion.childrensParents ? undefined : criterion.parents)
  return {
    ...expandTests(new Set([...matched, ...below, ...above]), project),
    warnings,
    unmatched: nodes.length > 0 ? [] : [(isAll) => diagnoseNoMatch(criterion, manifest, isAll)],
  }
}

function nodesOf(
  criterion: Criterion,
  { manifest, results }: Project,
): { nodes: readonly Node[]; warnings: readonly Diagnostic[] } {
  const { method } = criterion
  if (method !== 'word') {
    return {
      nodes: [...manifest.nodes.values()].filter(matchCriterion({ ...criterion, method }, manifest, results)),
      warnings: [],
    }
  }
  const [chosen, other, ...more] = lookUpWord(criterion, manifest)
  if (chosen === undefined) return { nodes: [], warnings: [] }
  return { nodes: chosen.nodes, warnings: other === undefined ? [] : [ambiguous(criterion, chosen, [other, ...more])] }
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

function inAll(sets: readonly ReadonlySet<NodeId>[]): ReadonlySet<NodeId> {
  const [first = new Set<NodeId>(), ...rest] = sets
  return new Set([...first].filter((id) => rest.every((set) => set.has(id))))
}

function isWanted(node: Node | undefined, { resourceTypes, excludeResourceTypes }: SelectOptions): boolean {
  if (node === undefined || excludeResourceTypes?.includes(node.type)) return false
  return resourceTypes?.includes(node.type) ?? true
}

function whyEmpty(found: Evaluated, left: ReadonlySet<NodeId>, options: SelectOptions): Diagnostic {
  const excluded = (options.exclude ?? []).join(' ')
  if (left.size === 0 && found.direct.size > 0) {
    return allExcluded(excluded, { file: '--exclude', start: 0, end: excluded.length })
  }
  const types = options.resourceTypes ?? []
  return noneOfType(types, left.size)
}
