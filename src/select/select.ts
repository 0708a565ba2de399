import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { IndirectSelection } from '../project/selection-words.ts'
import {
  allExcluded,
  emptySelection,
  emptySelector,
  ignoredSelection,
  noneOfType,
  unknownSelector,
} from './diagnostics.ts'
import { type Evaluated, evaluate } from './evaluate.ts'
import type { Past } from './match-criterion.ts'
import { parseSelector } from './parse-selector.ts'
import type { NamedSelectors, Selector } from './selector.ts'
import { unknownSelectors } from './selector-references.ts'

export interface SelectOptions {
  /** Selectors, united. None: everything. */
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** The name of a selector of the project that takes the place of both. */
  readonly selector?: string
  /** Those of the project. */
  readonly selectors?: NamedSelectors
  /** The kinds of nodes to keep. Default: all. */
  readonly resourceTypes?: readonly Node['type'][]
  readonly excludeResourceTypes?: readonly Node['type'][]
  /** Default: `eager`. */
  readonly indirect?: IndirectSelection
  /** What `result:`, `state:` and `source_status:` look at. */
  readonly past?: Past
}

export interface Selection {
  /** In the order of the graph. */
  readonly ids: ReadonlySet<NodeId>
  /** Warnings; errors when the selection is empty. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The nodes that a command works on: what `select` finds without what `exclude` finds, or what a selector of the project
 * finds, and of that the kinds of nodes that are wanted.
 */
export function select(manifest: Manifest, graph: Graph, options: SelectOptions = {}): Selection {
  const { past = {}, selectors = new Map(), indirect = 'eager' } = options
  const asked = readOptions(options, selectors)
  if (!asked.ok) return { ids: new Set(), diagnostics: asked.diagnostics }

  const world = { manifest, graph, indirect, past, selectors, found: new Map() }
  const found = asked.included === undefined ? everything(manifest) : evaluate(asked.included, world)
  const without = asked.excluded === undefined ? nothing : evaluate(asked.excluded, world)
  const left = new Set([...found.direct].filter((id) => !without.direct.has(id)))
  const ids = new Set(graph.order.filter((id) => left.has(id) && isWanted(manifest.nodes.get(id), options)))
  const warnings = [...asked.warnings, ...found.warnings, ...without.warnings, ...unmatchedIn(without, false)]
  if (ids.size > 0) {
    // A selector may well have parts for what a project does not have.
    const unmatched = options.selector === undefined ? unmatchedIn(found, false) : []
    return { ids, diagnostics: [...unmatched, ...warnings] }
  }
  const errors = unmatchedIn(found, true)
  return { ids, diagnostics: [...(errors.length > 0 ? errors : [whyEmpty(found, left, options)]), ...warnings] }
}

/** What the options ask for; undefined for everything, and for nothing that is excluded. */
type Asked =
  | {
      readonly ok: true
      readonly included: Selector | undefined
      readonly excluded: Selector | undefined
      readonly warnings: readonly Diagnostic[]
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

function readOptions(options: SelectOptions, selectors: NamedSelectors): Asked {
  const { select: given = [], exclude = [], selector: name } = options
  if (name !== undefined) {
    const named = selectors.get(name)
    if (named === undefined) {
      const location = { file: '--selector', start: 0, end: name.length }
      return { ok: false, diagnostics: [unknownSelector(name, location, selectors.keys())] }
    }
    const warnings = given.length + exclude.length > 0 ? [ignoredSelection(name)] : []
    return { ok: true, included: named.selector, excluded: undefined, warnings }
  }
  const parsed = [parseSelector(given.join(' '), '--select'), parseSelector(exclude.join(' '), '--exclude')] as const
  const [included, excluded] = parsed
  if (!included.ok || !excluded.ok) {
    return { ok: false, diagnostics: parsed.flatMap((result) => (result.ok ? [] : result.diagnostics)) }
  }
  const diagnostics = parsed.flatMap((result) => (result.ok ? unknownSelectors(result.selector, selectors.keys()) : []))
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  return {
    ok: true,
    included: given.length === 0 ? undefined : included.selector,
    excluded: exclude.length === 0 ? undefined : excluded.selector,
    warnings: [],
  }
}

const nothing: Evaluated = { direct: new Set(), waiting: new Set(), warnings: [], unmatched: [] }

function everything(manifest: Manifest): Evaluated {
  return { ...nothing, direct: new Set(manifest.nodes.keys()) }
}

function unmatchedIn({ unmatched }: Evaluated, isAll: boolean): readonly Diagnostic[] {
  return unmatched.flatMap((diagnose) => diagnose(isAll))
}

function isWanted(node: Node | undefined, { resourceTypes, excludeResourceTypes }: SelectOptions): boolean {
  if (node === undefined || excludeResourceTypes?.includes(node.type)) return false
  return resourceTypes?.includes(node.type) ?? true
}

function whyEmpty(found: Evaluated, left: ReadonlySet<NodeId>, options: SelectOptions): Diagnostic {
  const { selector, selectors } = options
  const named = selector === undefined ? undefined : selectors?.get(selector)
  if (named !== undefined && left.size === 0) return emptySelector(named)
  const excluded = (options.exclude ?? []).join(' ')
  if (left.size === 0 && found.direct.size > 0) {
    return allExcluded(excluded, { file: '--exclude', start: 0, end: excluded.length })
  }
  const asked = options.select ?? []
  if (asked.length > 0 && asked.join('').trim() === '') return emptySelection()
  const types = options.resourceTypes ?? []
  return noneOfType(types, left.size)
}
