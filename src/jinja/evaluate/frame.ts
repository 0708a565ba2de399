import type { Statement, Target } from '../ast.ts'
import { missing } from '../runtime/macro.ts'
import type { Value } from '../runtime/value.ts'
import type { Compute, Run } from './run.ts'
import type { Unit } from './unit.ts'

/** A name that is local to a part of a template. */
interface Local {
  readonly slot: number
  /** Whether it has a value wherever it can be read; otherwise the scope of the template is asked. */
  readonly isSet: boolean
}

/** The run that a part of a template belongs to. */
interface Activation {
  /** How many slots it needs. */
  size: number
}

/** The local names that are visible in a part of a template. */
export interface Frame {
  readonly unit: Unit
  readonly activation: Activation
  readonly parent: Frame | undefined
  /** Whether `return()` as a statement can just end the run. */
  readonly returns: boolean
  readonly locals: ReadonlyMap<string, Local>
}

interface Names {
  /** Names that have a value from the start. */
  readonly set?: Iterable<string>
  /** Names that get a value somewhere. */
  readonly assigned?: Iterable<string>
}

/** The frame of a run of its own. */
export function runFrame(
  unit: Unit,
  names: Names,
  { parent, returns = false }: { readonly parent?: Frame | undefined; readonly returns?: boolean } = {},
): Frame {
  return newFrame({ unit, parent, activation: { size: 0 }, returns }, names)
}

/** A frame inside of another one, in the same run. */
export function innerFrame(parent: Frame, names: Names): Frame {
  return newFrame({ unit: parent.unit, parent, activation: parent.activation, returns: parent.returns }, names)
}

function newFrame(base: Omit<Frame, 'locals'>, { set = [], assigned = [] }: Names): Frame {
  const locals = new Map<string, Local>()
  const add = (name: string, isSet: boolean): void => {
    locals.set(name, { slot: base.activation.size, isSet })
    base.activation.size += 1
  }
  for (const name of set) if (!locals.has(name)) add(name, true)
  for (const name of assigned) if (!locals.has(name)) add(name, false)
  return { locals, ...base }
}

interface Found extends Local {
  /** How many runs outwards the name is. */
  readonly hops: number
}

/** Where a name is that the frame or one around it has. */
export function find(frame: Frame, name: string): Found | undefined {
  let hops = 0
  for (let each: Frame | undefined = frame; each !== undefined; each = each.parent) {
    const local = each.locals.get(name)
    if (local !== undefined) return { hops, ...local }
    if (each.parent !== undefined && each.parent.activation !== each.activation) hops += 1
  }
  return undefined
}

/** Reads a local name; `missing` if it has no value yet. */
export function reader({ slot, hops }: Found): Compute {
  if (hops === 0) return (run) => run.slots[slot]
  return (run) => runAt(run, hops).slots[slot]
}

/** Gives a local name a value. */
export function writer({ slot, hops }: Found): (run: Run, value: Value) => void {
  return (run, value) => {
    runAt(run, hops).slots[slot] = value
  }
}

function runAt(run: Run, hops: number): Run {
  let found: Run = run
  for (let hop = 0; hop < hops; hop += 1) found = found.outer ?? found
  return found
}

/** What to do where a frame begins: a name that may not be assigned has its outer value until it is. */
export function beginning(frame: Frame): (run: Run) => void {
  const starts = [...frame.locals].flatMap(([name, { slot, isSet }]) => {
    if (isSet) return []
    const outer = frame.parent && find(frame.parent, name)
    return [{ slot, read: outer === undefined ? () => missing : reader(outer) }]
  })
  return (run) => {
    for (const { slot, read } of starts) run.slots[slot] = read(run)
  }
}

/** The names that statements assign to in their own scope: `if` has none of its own, `for`, `with` and macros have. */
export function assignedNames(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(assignedBy)
}

function assignedBy(statement: Statement): readonly string[] {
  switch (statement.type) {
    case 'set':
    case 'set-block':
      return targetNames(statement.target)
    case 'if':
      return [...statement.branches.flatMap(({ body }) => assignedNames(body)), ...assignedNames(statement.otherwise)]
    case 'block':
      return statement.kind === 'macro' ? [statement.name] : []
    default:
      return []
  }
}

/** The names that a target makes local. */
export function targetNames(target: Target): readonly string[] {
  switch (target.type) {
    case 'name':
      return [target.name]
    case 'targets':
      return target.items.flatMap(targetNames)
    case 'namespace':
      return []
  }
}
