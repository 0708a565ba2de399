import type { DataNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { versionedName } from '../manifest/version.ts'
import { displayWidth, padEnd, padStart } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatCount, plural } from './format-count.ts'
import { formatAge } from './format-duration.ts'
import { nodeLabel } from './node-label.ts'

export interface TreeOptions {
  readonly layers: readonly string[]
  /** What the environment shows. */
  readonly built: ReadonlyMap<NodeId, { readonly rows: number | undefined; readonly at: Date }>
  /** How many models and seeds the whole project has. */
  readonly all: { readonly models: number; readonly seeds: number }
  readonly now: Date
  readonly unicode: boolean
}

const others = new Set<Node['type']>(['source', 'unit_test', 'exposure'])

/**
 * Models and seeds by layer: how they are kept, where tests are listed too how many of them each has, and the rows and
 * age of what the environment shows; for a view what it reads. Then everything else, and how many there are.
 */
export function formatTree(nodes: readonly Node[], options: TreeOptions): string {
  const data = nodes.filter((node) => node.type === 'model' || node.type === 'seed')
  const groups = [...new Set([...options.layers, ...data.map(groupOf)])]
  const members = groups.map((group) => ({ group, nodes: data.filter((node) => groupOf(node) === group) }))
  const tests = nodes.filter((node) => node.type === 'test')
  const testsOf = (node: Node) =>
    tests.length === 0 ? '' : plural(tests.filter(({ generic }) => generic?.attachedTo === node.id).length, 'test')
  const rows = members.flatMap(({ group, nodes: found }) =>
    found.map((node, index) => [index === 0 ? group : '', ...cellsOf(node, testsOf(node), options)]),
  )
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === rowsColumn ? padStart : padEnd)(cell, widths[column] ?? 0))
      .filter((_, column) => (widths[column] ?? 0) > 0)
      .join('  ')
      .trimEnd(),
  )
  const rest = nodes
    .filter(({ type }) => others.has(type))
    .map((node) => `${node.type.replace('_', ' ')} ${nodeLabel(node)}`)
  const counts = members.filter((each) => each.nodes.length > 0).map((each) => `${each.nodes.length} ${each.group}`)
  const sum = counts.length === 0 ? [] : [`${counts.join(', ')} (of ${wholeOf(options.all)})`]
  return [...lines, ...rest, ...sum, ''].join('\n')
}

function wholeOf({ models, seeds }: TreeOptions['all']): string {
  return [plural(models, 'model'), ...(seeds > 0 ? [plural(seeds, 'seed')] : [])].join(', ')
}

/** Of numbers, which stand to the right. */
const rowsColumn = 4

function cellsOf(node: DataNode, tests: string, { built, now, unicode }: TreeOptions): readonly string[] {
  const shown = built.get(node.id)
  const parents = node.dependsOn.filter((id) => !id.startsWith('test.')).map((id) => id.split('.').at(-1) ?? id)
  const reads = node.materialization === 'view' && parents.length > 0
  return [
    oneLine(node.type === 'model' ? versionedName(node.name, node.version?.value) : node.name),
    node.materialization,
    tests,
    shown?.rows === undefined ? '' : `${formatCount(shown.rows)} ${shown.rows === 1 ? 'row ' : 'rows'}`,
    shown === undefined ? '' : formatAge((now.getTime() - shown.at.getTime()) / 1000),
    reads ? `${unicode ? '←' : '<-'} ${oneLine(parents.join(', '))}` : '',
  ]
}

function groupOf(node: DataNode): string {
  return oneLine(node.layer ?? node.relation.schema)
}
