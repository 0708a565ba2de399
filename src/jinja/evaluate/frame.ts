import type { Statement, Target } from '../ast.ts'
import { freshName, type Unit } from './unit.ts'

/** Where code is being written: the function, the names that are local, and what output goes to. */
export interface Frame {
  readonly unit: Unit
  readonly parent?: Frame
  /** The JavaScript name of each local name. */
  readonly locals: ReadonlyMap<string, string>
  /** JavaScript names to declare at the start of the function. */
  readonly temporaries: string[]
  /** The JavaScript name of the output. */
  readonly output: string
  /** Whether a `return` of JavaScript here leaves the macro. */
  readonly returns: boolean
}

/** The JavaScript name that a template's name has here, if it is local. */
export function localName(frame: Frame, name: string): string | undefined {
  return frame.locals.get(name) ?? (frame.parent && localName(frame.parent, name))
}

/** A frame inside of another one, with names of its own. */
export function innerFrame(
  parent: Frame,
  names: Iterable<string>,
  change: Partial<Pick<Frame, 'output' | 'returns' | 'temporaries'>> = {},
): Frame {
  const locals = new Map([...names].map((name) => [name, freshName(parent.unit, 'v')] as const))
  return {
    unit: parent.unit,
    parent,
    locals,
    temporaries: parent.temporaries,
    output: parent.output,
    returns: parent.returns,
    ...change,
  }
}

/** Code that declares the names that statements assign to. A name keeps its outer value until it is assigned. */
export function declarations(frame: Frame, names: Iterable<string>): string {
  const parts = [...names].map((name) => {
    const outer = frame.parent && localName(frame.parent, name)
    return `${frame.locals.get(name)}=${outer ?? 'M'}`
  })
  return parts.length === 0 ? '' : `let ${parts.join(',')};`
}

/** The names that statements assign to in their own scope: `if` has none of its own, `for`, `with` and macros have. */
export function assignedNames(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(assignedBy))
}

function assignedBy(statement: Statement): readonly string[] {
  switch (statement.type) {
    case 'set':
    case 'set-block':
      return targetNames(statement.target)
    case 'if':
      return [
        ...statement.branches.flatMap(({ body }) => body.flatMap(assignedBy)),
        ...statement.otherwise.flatMap(assignedBy),
      ]
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
