import { type Diagnostic, saidOf } from '../diagnostics/diagnostic.ts'
import { refIndex, refKey, sourceIndex } from '../manifest/lookup.ts'
import type { Node, NotYet } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { CapturedRef, CapturedSource } from './capture.ts'
import { disabledRef, renderedComment, unknownRef, unknownSource } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { packageModelNotYet, snapshotNotYet } from './not-yet.ts'

export interface Resolved {
  readonly nodes: ReadonlyMap<NodeId, Node>
  readonly disabled: ReadonlyMap<NodeId, Node>
  readonly diagnostics: readonly Diagnostic[]
}

/** Names that no draft has, for a reason. */
interface Elsewhere {
  /** Of files that have mistakes of their own, which are told already. */
  readonly broken?: ReadonlySet<string>
  /** Of packages, whose models are not there. */
  readonly packages?: readonly string[]
  /** Of snapshots, which are not built. */
  readonly snapshots?: ReadonlySet<string>
}

/**
 * Looks up every name that the drafts read. A test of something that is disabled is disabled too.
 */
export function resolve(
  drafts: readonly Draft[],
  { broken = new Set(), packages = [], snapshots = new Set() }: Elsewhere = {},
): Resolved {
  const enabled = drafts.filter((draft) => draft.enabled)
  const names = indexOf(enabled)
  const disabledNames = indexOf(drafts.filter((draft) => !draft.enabled))
  const diagnostics: Diagnostic[] = []
  const nodes = new Map<NodeId, Node>()
  const disabled = new Map<NodeId, Node>(
    drafts.filter((draft) => !draft.enabled).map(({ node }) => [node.id, edged(node, [])]),
  )

  for (const draft of enabled) {
    const links = linksOf(draft, { names, disabled: disabledNames, broken, packages, snapshots })
    diagnostics.push(...links.problems)
    const { foreign } = links
    const needs = foreign && lacking(foreign, snapshots)
    const declared = edged(draft.node, links.edges)
    const node = needs === undefined || declared.notYet !== undefined ? declared : { ...declared, notYet: needs }
    const kept = links.isUntestable ? disabled : nodes
    kept.set(node.id, node)
  }
  return { nodes, disabled, diagnostics }
}

function lacking({ name, packageName, location }: CapturedRef, snapshots: ReadonlySet<string>): NotYet {
  return snapshots.has(name) ? snapshotNotYet(name, location) : packageModelNotYet(packageName ?? '', name, location)
}

interface Links {
  readonly edges: readonly NodeId[]
  readonly problems: readonly Diagnostic[]
  /** A test that reads something disabled. */
  readonly isUntestable: boolean
  /** What it reads of a package, or a snapshot. */
  readonly foreign: CapturedRef | undefined
}

interface Known {
  readonly names: Names
  readonly disabled: Names
  readonly broken: ReadonlySet<string>
  readonly packages: readonly string[]
  readonly snapshots: ReadonlySet<string>
}

function linksOf(draft: Draft, known: Known): Links {
  const { names } = known
  const edges = new Set<NodeId>()
  const unknown: CapturedRef[] = []
  for (const ref of draft.refs) {
    const id = refTarget(ref, names)
    if (id === undefined) unknown.push(ref)
    else edges.add(id)
  }
  const problems: Diagnostic[] = []
  for (const source of draft.sources) {
    const id = names.sources.get(`${source.source}.${source.table}`)
    if (id === undefined) problems.push(saidOf(draft.node.type, missingSource(source, names)))
    else edges.add(id)
  }
  const sorted = [...edges].sort()
  if (unknown.length === 0) return { edges: sorted, problems, isUntestable: false, foreign: undefined }
  const { problems: missing, ...rest } = unknownRefs(draft, unknown, known)
  return { edges: sorted, problems: [...missing, ...problems], ...rest }
}

/** What references mean that lead to no node which is there. */
function unknownRefs(
  draft: Draft,
  unknown: readonly CapturedRef[],
  { names, disabled, broken, packages, snapshots }: Known,
): Omit<Links, 'edges'> {
  const isForeign = ({ name, packageName }: CapturedRef) =>
    snapshots.has(name) || (packageName !== undefined && packages.includes(packageName))
  const missing = unknown.filter((ref) => !isForeign(ref))
  const { type } = draft.node
  const isTest = type === 'test' || type === 'unit_test'
  const reported = missing.filter((ref) => !isTest || refTarget(ref, disabled) === undefined)
  return {
    problems: reported
      .filter(({ name }) => !broken.has(name))
      .map((ref) => inComment(draft, ref, saidOf(type, missingRef(ref, names, disabled)))),
    isUntestable: reported.length < missing.length,
    foreign: unknown.find(isForeign),
  }
}

interface Names {
  readonly refs: ReadonlyMap<string, NodeId>
  readonly sources: ReadonlyMap<string, NodeId>
  readonly drafts: ReadonlyMap<NodeId, Draft>
}

function indexOf(drafts: readonly Draft[]): Names {
  const nodes = drafts.map(({ node }) => node)
  return {
    refs: refIndex(nodes),
    sources: sourceIndex(nodes),
    drafts: new Map(drafts.map((draft) => [draft.node.id, draft])),
  }
}

function edged(node: Draft['node'], dependsOn: readonly NodeId[]): Node {
  return { dependsOn, ...node }
}

function refTarget(ref: CapturedRef, { refs }: Names): NodeId | undefined {
  return refs.get(refKey(ref))
}

/** Of a reference in a comment of SQL it is said that this makes no difference. */
function inComment({ node }: Draft, { location }: CapturedRef, diagnostic: Diagnostic): Diagnostic {
  if (!('rawSql' in node) || location.file !== node.path) return diagnostic
  const line = node.rawSql.slice(node.rawSql.lastIndexOf('\n', location.start) + 1, location.start)
  return line.includes('--') ? renderedComment(diagnostic) : diagnostic
}

function missingRef(ref: CapturedRef, names: Names, disabled: Names): Diagnostic {
  const off = refTarget(ref, disabled)
  const draft = off === undefined ? undefined : disabled.drafts.get(off)
  if (draft !== undefined) return disabledRef(ref.name, ref.location, draft.node.location)
  return unknownRef(ref, ref.location, names.refs.keys())
}

function missingSource({ source, table, location }: CapturedSource, { sources }: Names): Diagnostic {
  return unknownSource(source, table, location, [...sources.keys()])
}
