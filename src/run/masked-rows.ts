import { builtinTests } from '../context/builtin-tests.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import { isDataNode } from '../manifest/lookup.ts'
import type { DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { personalColumns } from '../manifest/personal-columns.ts'
import type { QueryResult } from '../ports/engine.ts'

/** What stands in the place of a value that is not shown. */
export const mask = '•••'

/** Whether the values of a column are not shown, by its name in the result. */
export type Hides = (column: string) => boolean

export const hidesNothing: Hides = () => false

/** Rows with personal values masked, and the columns that this was done to. NULL stays NULL. */
export function maskedRows<T extends QueryResult>(result: T, hides: Hides): T & { readonly masked: readonly string[] } {
  const hidden = result.columns.map(({ name }) => hides(name))
  const masked = result.columns.flatMap(({ name }, at) => (hidden[at] === true ? [name] : []))
  if (masked.length === 0) return { ...result, masked }
  const rows = result.rows.map((row) => row.map((value, at) => (hidden[at] === true && value !== null ? mask : value)))
  return { ...result, rows, masked }
}

/** Of rows of nodes, or of a query that reads them: columns of the names that hold personal data in them. */
export function hidesIn(ids: Iterable<NodeId>, nodes: ReadonlyMap<NodeId, Node>): Hides {
  const personal = personalColumns(ids, nodes)
  return (column) => personal.has(column.toLowerCase())
}

/** Names that tests of dbt give to the tested column. */
const testedColumn = /^(?:unique|value|from|to)_field$/i

interface MaskedWorld {
  readonly nodes: ReadonlyMap<NodeId, Node>
  readonly library: MacroLibrary
}

/** The same of the rows that fail a test, which may show a personal column under another name. */
export function hidesInTest(test: DataTestNode, world: MaskedWorld): Hides {
  let hides: Hides | undefined
  // Found out when it is asked for, in all that the test reads: most tests have no failing rows.
  return (column) => {
    hides ??= testHides(test, world)
    return hides(column)
  }
}

function testHides(test: DataTestNode, { nodes, library }: MaskedWorld): Hides {
  const { generic } = test
  const attached = generic && nodes.get(generic.attachedTo)
  const byName = hidesIn(test.dependsOn, nodes)
  const isOfPersonal = generic?.column !== undefined && byName(unquoted(generic.column))
  if (!isOfPersonal) return byName
  const isBuiltin = builtinTests.has(generic.testName) && !library.macros.has(`test_${generic.testName}`)
  if (isBuiltin) return (column) => byName(column) || testedColumn.test(column)
  const declared = isDataNode(attached) ? attached.columns.map(({ name }) => name.toLowerCase()) : []
  const harmless = new Set([...declared, 'n_records'])
  return (column) => byName(column) || !harmless.has(column.toLowerCase())
}

function unquoted(column: string): string {
  return column.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')
}
