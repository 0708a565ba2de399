import type { Node } from '../manifest/node.ts'
import { versionedName } from '../manifest/version.ts'
import { oneLine } from '../util/strip-control.ts'

/** Nodes as `ls` prints them for programs, a line each: `selector` (dbt's default), `name`, `path`. */
export function formatListing(nodes: readonly Node[], format: string): string {
  return nodes.map((node) => `${line(node, format)}\n`).join('')
}

function line(node: Node, format: string): string {
  switch (format) {
    case 'name':
      return oneLine(node.name)
    case 'path':
      return oneLine(node.path)
    default:
      return oneLine(selectorOf(node))
  }
}

/** The text that selects exactly this node. */
function selectorOf(node: Node): string {
  switch (node.type) {
    case 'source':
      return `source:${node.packageName}.${node.sourceName}.${node.name}`
    case 'exposure':
      return `exposure:${node.packageName}.${node.name}`
    case 'unit_test':
      return `unit_test:${node.packageName}.${versionedName(node.name, node.version)}`
    default:
      return node.fqn.join('.')
  }
}
