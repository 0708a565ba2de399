import type { DataNode, Node } from '../manifest/node.ts'
import { versionedName } from '../manifest/version.ts'
import { padEnd } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { plural } from './format-count.ts'
import { nodeLabel } from './node-label.ts'

export interface ListedNodes {
  readonly nodes: readonly Node[]
  readonly layers: readonly string[]
}

/** Nodes as `ls` prints them, a line each: `selector` (dbt's default), `name`, `path`, `json`; `tree` is for people. */
export function formatListing({ nodes, layers }: ListedNodes, format: string): string {
  if (format === 'tree') return tree(nodes, layers)
  return nodes.map((node) => `${line(node, format)}\n`).join('')
}

function line(node: Node, format: string): string {
  switch (format) {
    case 'name':
      return oneLine(node.name)
    case 'path':
      return oneLine(node.path)
    case 'json':
      return JSON.stringify(listedJson(node))
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

/** The keys that `dbt ls --output json` prints. */
function listedJson(node: Node): object {
  return {
    name: node.name,
    resource_type: node.type,
    package_name: node.packageName,
    original_file_path: node.path,
    unique_id: node.id,
    ...(node.type !== 'source' && { alias: 'relation' in node ? node.relation.identifier : node.name }),
    ...(node.type === 'source' && { source_name: node.sourceName }),
    config: node.config,
    tags: node.tags,
    depends_on: { macros: node.macros, nodes: node.dependsOn },
  }
}

/** Models by layer with how they are kept and, where tests are listed too, how many of them are declared on each. */
function tree(nodes: readonly Node[], layers: readonly string[]): string {
  const data = nodes.filter((node) => node.type === 'model' || node.type === 'seed')
  const groups = [...layers, ...data.map((node) => node.layer ?? node.relation.schema)]
  const nameOf = (node: DataNode) => (node.type === 'model' ? versionedName(node.name, node.version?.value) : node.name)
  const width = Math.max(0, ...data.map((node) => nameOf(node).length))
  const tests = nodes.filter((node) => node.type === 'test')
  const testsOf = (node: Node) =>
    tests.length === 0 ? '' : plural(tests.filter(({ generic }) => generic?.attachedTo === node.id).length, 'test')
  const lines = [...new Set(groups)].flatMap((group) => {
    const members = data.filter((node) => (node.layer ?? node.relation.schema) === group)
    const rows = members.map((node) =>
      `  ${padEnd(oneLine(nameOf(node)), width)}  ${padEnd(node.materialization, 9)}  ${testsOf(node)}`.trimEnd(),
    )
    return rows.length === 0 ? [] : [group, ...rows]
  })
  const others = new Set<Node['type']>(['source', 'unit_test', 'exposure'])
  const rest = nodes
    .filter(({ type }) => others.has(type))
    .map((node) => `${node.type.replace('_', ' ')} ${nodeLabel(node)}`)
  return [...lines, ...rest, ''].join('\n')
}
