import type { DataNode, DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { displayWidth } from '../util/display-width.ts'
import type { Json } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { unreachable } from '../util/unreachable.ts'

export type NodeOf = (id: NodeId) => Node | undefined

/** `gold.fct_sales`, `gold.fct_sales.v2`: layer, or else schema, and name. A test is named by what it checks. */
export function nodeLabel(node: Node): string {
  switch (node.type) {
    case 'model':
    case 'seed':
      return oneLine(`${node.layer ?? node.relation.schema}.${ownName(node)}`)
    case 'source':
      return oneLine(`${node.sourceName}.${node.name}`)
    case 'test':
      return testLabel(node)
    case 'unit_test':
      return oneLine(`${node.model}::${node.name}`)
    case 'exposure':
      return oneLine(node.name)
    default:
      return unreachable(node)
  }
}

function ownName(node: DataNode): string {
  return node.type === 'model' && node.version !== undefined ? `${node.name}.v${node.version.value}` : node.name
}

/** `not_null(nation_key)`, `unique_combination(a, b)`; a singular test by its name. */
export function testLabel(test: DataTestNode): string {
  if (test.generic === undefined) return oneLine(test.name)
  const { testName, column, arguments: values } = test.generic
  const facts = column ?? Object.values(values).flatMap(words).join(', ')
  return oneLine(`${testName}(${facts.length > 60 ? `${facts.slice(0, 57)}...` : facts})`)
}

/** What a test is declared on; undefined for a singular test. Falls back to the name in the id of a node not at hand. */
export function testedLabel(test: DataTestNode, nodeOf: NodeOf): string | undefined {
  return test.generic && idLabel(test.generic.attachedTo, nodeOf)
}

export function idLabel(id: NodeId, nodeOf: NodeOf): string {
  const node = nodeOf(id)
  return node === undefined ? oneLine(id.split('.').slice(2).join('.')) : nodeLabel(node)
}

/** Room for the longest name of a model or seed, within bounds. */
export function labelColumn(
  nodes: Iterable<Node>,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const widths = [...nodes].flatMap((node) => (node.type === 'test' ? [] : displayWidth(nodeLabel(node))))
  return Math.max(least, Math.min(most, Math.max(0, ...widths)))
}

function words(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(words)
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
}
