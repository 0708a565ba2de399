import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { DataNode } from '../manifest/node.ts'
import type { Engine } from '../ports/engine.ts'
import { isJsonObject } from '../util/json.ts'
import { contractBroken } from './diagnostics.ts'

/**
 * Compares a model's columns with those of its enforced contract: names, order, types. Declared types are read by the
 * engine, so that `numeric(15,2)` is `DECIMAL(15,2)`. Undefined: no contract, or it is kept.
 */
export async function checkContract(
  node: DataNode,
  columns: readonly TypedColumn[],
  engine: Engine,
): Promise<Diagnostic | undefined> {
  if (!hasContract(node)) return undefined
  const types = await canonicalTypes(
    node.columns.flatMap(({ dataType }) => dataType ?? []),
    engine,
  )
  const declared = node.columns.map(({ name, dataType }) => ({
    name,
    type: dataType === undefined ? undefined : types.get(dataType),
  }))
  const problems = differences(declared, columns)
  return problems.length === 0 ? undefined : contractBroken(node, problems, node.location)
}

/** Whether the names and types of a node's columns are promised. */
export function hasContract({ config: { contract } }: DataNode): boolean {
  return isJsonObject(contract) && contract['enforced'] === true
}

/** The engine's own spelling of each type. */
async function canonicalTypes(types: readonly string[], engine: Engine): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(types)]
  if (distinct.length === 0) return new Map()
  const columns = await engine.describe(`select ${distinct.map((type) => `cast(null as ${type})`).join(', ')}`)
  return new Map(distinct.flatMap((type, index) => (columns[index] === undefined ? [] : [[type, columns[index].type]])))
}

function differences(
  declared: readonly { readonly name: string; readonly type: string | undefined }[],
  actual: readonly TypedColumn[],
): readonly string[] {
  const lower = (name: string) => name.toLowerCase()
  const byName = new Map(actual.map((column) => [lower(column.name), column]))
  const known = new Set(declared.map(({ name }) => lower(name)))
  const missing = declared.filter(({ name }) => !byName.has(lower(name)))
  const extra = actual.filter(({ name }) => !known.has(lower(name)))
  const untyped = declared.filter(({ type }) => type === undefined)
  const retyped = declared.flatMap(({ name, type }) => {
    const found = byName.get(lower(name))
    return found === undefined || type === undefined || found.type === type
      ? []
      : [`"${name}" is ${found.type} and not ${type}`]
  })
  const inOrder = declared.every(({ name }, index) => lower(name) === lower(actual[index]?.name ?? ''))
  const found = [
    ...missing.map(({ name }) => `"${name}" is missing`),
    ...extra.map(({ name }) => `"${name}" is not declared`),
    ...untyped.map(({ name }) => `"${name}" has no "data_type"`),
    ...retyped,
  ]
  return found.length === 0 && !inOrder
    ? [`they stand in another order: ${actual.map(({ name }) => name).join(', ')}`]
    : found
}
