import type { Column } from './column.ts'
import type { Node } from './node.ts'
import type { NodeId } from './node-id.ts'

type Nodes = ReadonlyMap<NodeId, Node>

/** Whether a column holds personal data: a tag `pii`, or `pii` in its `meta`; undefined where nothing is said. */
export function isPersonal({ tags, meta }: Pick<Column, 'tags' | 'meta'>): boolean | undefined {
  const said = meta['pii']
  if (tags.some((tag) => tag.toLowerCase() === 'pii')) return true
  return said === undefined || said === null ? undefined : said !== false && said !== 'false'
}

/**
 * Names, in small letters, of the columns that hold personal data in these nodes and in all that they are built from. A
 * column keeps what is said of it below, until a node above says `pii: false` of its own column of that name.
 */
export function personalColumns(ids: Iterable<NodeId>, nodes: Nodes): ReadonlySet<string> {
  const found = new Map<NodeId, ReadonlySet<string>>()
  const visit = (id: NodeId): ReadonlySet<string> => {
    const known = found.get(id)
    if (known !== undefined) return known
    const node = nodes.get(id)
    const names = new Set((node?.dependsOn ?? []).flatMap((parent) => [...visit(parent)]))
    for (const column of columnsOf(node)) {
      const said = isPersonal(column)
      if (said === true) names.add(column.name.toLowerCase())
      if (said === false) names.delete(column.name.toLowerCase())
    }
    found.set(id, names)
    return names
  }
  return new Set([...ids].flatMap((id) => [...visit(id)]))
}

function columnsOf(node: Node | undefined): readonly Column[] {
  return node !== undefined && 'columns' in node ? node.columns : []
}
