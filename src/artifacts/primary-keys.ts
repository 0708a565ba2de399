import type { DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'

interface Tested {
  readonly unique: Set<string>
  readonly notNull: Set<string>
}

/**
 * The columns that tell the rows of a model apart, as far as its tests say so, by dbt's rule: those that are tested as
 * unique and not null, else those tested as unique, alone or together.
 */
export function primaryKeys(nodes: Iterable<Node>): ReadonlyMap<NodeId, readonly string[]> {
  const tested = new Map<NodeId, Tested>()
  for (const node of nodes) {
    if (node.type === 'test' && node.generic !== undefined) note(node.generic, tested)
  }
  return new Map([...tested].map(([id, columns]) => [id, keyOf(columns)]))
}

const uniqueTests = new Set(['unique', 'unique_combination', 'unique_combination_of_columns'])

function note(generic: NonNullable<DataTestNode['generic']>, tested: Map<NodeId, Tested>): void {
  const { testName, attachedTo } = generic
  const isUnique = uniqueTests.has(testName)
  if (!isUnique && testName !== 'not_null') return
  const known = tested.get(attachedTo) ?? { unique: new Set(), notNull: new Set() }
  tested.set(attachedTo, known)
  for (const column of columnsOf(generic)) (isUnique ? known.unique : known.notNull).add(column)
}

function columnsOf({ column, arguments: args }: NonNullable<DataTestNode['generic']>): readonly string[] {
  if (column !== undefined) return [column]
  const columns = args['combination_of_columns'] ?? args['columns']
  return Array.isArray(columns) ? columns.filter((name) => typeof name === 'string') : []
}

function keyOf({ unique, notNull }: Tested): readonly string[] {
  const both = [...unique].filter((column) => notNull.has(column))
  return both.length > 0 ? both : [...unique]
}
