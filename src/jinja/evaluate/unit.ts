import type { Location } from '../../diagnostics/location.ts'
import type { Expression, Place } from '../ast.ts'
import type { Filter } from '../filters/registry.ts'
import type { Chunk } from '../runtime/output.ts'
import type { Value } from '../runtime/value.ts'

/** What the code of one template or macro refers to by number, so that no text of the author becomes code. */
export interface Unit {
  readonly file: string
  readonly source: string
  /** The expression that each position of the code stands for. */
  readonly nodes: (Expression | Place)[]
  readonly chunks: Chunk[]
  readonly constants: Value[]
  /** Filters that replace those of the same name. */
  readonly filters: ReadonlyMap<string, Filter>
  /** How many names were given out. */
  names: number
}

export interface Source {
  readonly file: string
  readonly source: string
  /** Filters that replace those of the same name. */
  readonly filters?: ReadonlyMap<string, Filter>
}

export function newUnit({ file, source, filters = new Map() }: Source): Unit {
  return { file, source, filters, nodes: [], chunks: [], constants: [], names: 0 }
}

/** A JavaScript name that nothing else in the unit has. */
export function freshName(unit: Unit, prefix: string): string {
  unit.names += 1
  return `${prefix}${unit.names}`
}

/** Code that notes where the template is, to stand where it runs just before what may fail. */
export function position(unit: Unit, node: Expression | Place): string {
  unit.nodes.push(node)
  return `p=${unit.nodes.length - 1}`
}

export function locationOf(unit: Unit, position: number): Location {
  const { start, end } = unit.nodes[position] ?? { start: 0, end: 0 }
  return { file: unit.file, start, end }
}

/** Code for a value that is known now. */
export function constant(unit: Unit, value: Value): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
    case 'boolean':
      return String(value)
    case 'bigint':
      return `${value}n`
    default:
      if (value === null) return 'null'
      unit.constants.push(value)
      return `K[${unit.constants.length - 1}]`
  }
}
