import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import { hasWildcard } from './glob.ts'
import { matchCriterion } from './match-criterion.ts'
import type { Criterion, Method } from './selector.ts'

/** One thing that a bare word is the name of. */
export interface Meaning {
  readonly method: Extract<Method, 'fqn' | 'layer' | 'tag' | 'path'>
  readonly nodes: readonly Node[]
  /** The one of them whose whole name the word is. */
  readonly named: Node | undefined
}

/**
 * The meanings of a bare word; the first one holds. A node of that name comes first, then the layer, then what dbt's
 * fqn rule finds, the tag, the path. Where a layer is not involved that is dbt's set, or something where dbt finds
 * nothing. Meanings with the same models, seeds and sources are one.
 */
export function lookUpWord(criterion: Criterion, manifest: Manifest): readonly Meaning[] {
  const fqn = meaning('fqn', criterion, manifest)
  const layer = meaning('layer', criterion, manifest)
  const ordered = fqn.named !== undefined || hasSameData(fqn, layer) ? [fqn, layer] : [layer, fqn]
  // A pattern keeps dbt's meaning.
  const isPattern = hasWildcard(criterion.value)
  const others = isPattern ? [] : [meaning('tag', criterion, manifest), meaning('path', criterion, manifest)]
  const [first, ...rest] = [...ordered, ...others].filter(({ nodes }) => nodes.length > 0)
  return first === undefined ? [] : [first, ...rest.filter((other) => !hasSameData(first, other))]
}

function meaning(method: Meaning['method'], criterion: Criterion, manifest: Manifest): Meaning {
  const { value } = criterion
  // A layer is named in full, so that a pattern keeps dbt's meaning.
  const isOther = method === 'layer' && !manifest.layers.includes(value)
  const nodes = isOther ? [] : [...manifest.nodes.values()].filter(matchCriterion({ ...criterion, method }, manifest))
  return { method, nodes, named: method === 'fqn' ? nodes.find(({ name }) => name === value) : undefined }
}

/** Tests are left out of the comparison: they come with the nodes they test. */
function hasSameData(a: Meaning, b: Meaning): boolean {
  const dataOf = ({ nodes }: Meaning) =>
    nodes.flatMap(({ type, id }) => (type === 'test' || type === 'unit_test' ? [] : id))
  const ofA = new Set(dataOf(a))
  const ofB = dataOf(b)
  return ofA.size === ofB.length && ofB.every((id) => ofA.has(id))
}
