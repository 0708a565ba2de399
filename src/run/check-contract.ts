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
  const contract = node.config['contract']
  if (!isJsonObject(contract) || contract['enforced'] !== true) return undefined
  const declared = await Promise.all(
    node.columns.map(async ({ name, dataType }) => ({ name, type: await canonicalType(dataType, engine) })),
  )
  const problems = differences(declared, columns)
  return problems.length === 0 ? undefined : contractBroken(node, problems, node.location)
}

/** The engine's own spelling of a type; undefined where none is declared. */
async function canonicalType(type: string | undefined, engine: Engine): Promise<string | undefined> {
  if (type === undefined) return undefined
  const [column] = await engine.describe(`select cast(null as ${type}) as c`)
  return column?.type
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
