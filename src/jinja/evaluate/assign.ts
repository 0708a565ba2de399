import type { Target } from '../ast.ts'
import { undefinedValue, wrong } from '../runtime/failure.ts'
import { listOf } from '../runtime/iterate.ts'
import { isObject, typeName, type Value } from '../runtime/value.ts'
import { compileExpression } from './expression.ts'
import { type Frame, find, writer } from './frame.ts'
import type { Run } from './run.ts'

/** Gives a value to what `set`, `for` or `with` names. */
export type Assign = (run: Run, value: Value) => void

/** Compiles a target, whose names are local to the frame or to one around it. */
export function compileTarget(target: Target, frame: Frame): Assign {
  switch (target.type) {
    case 'name': {
      const found = find(frame, target.name)
      if (found === undefined) throw new Error(`Internal error: "${target.name}" is not local`)
      return writer(found)
    }
    case 'namespace': {
      const object = compileExpression(target.object, frame)
      return (run, value) => {
        const namespace = object(run)
        run.at = target
        setMember(namespace, target.name, value)
      }
    }
    case 'targets': {
      const items = target.items.map((item) => compileTarget(item, frame))
      return (run, value) => {
        run.at = target
        const values = unpack(value, items.length)
        items.forEach((assign, index) => {
          assign(run, values[index])
        })
      }
    }
  }
}

function unpack(value: Value, count: number): readonly Value[] {
  if (value === undefined) throw undefinedValue('target')
  const items = listOf(value)
  const found = items.length === 1 ? 'is 1' : `are ${items.length}`
  if (items.length !== count) throw wrong(`${count} values are expected here, but there ${found}.`)
  return items
}

function setMember(target: Value, name: string, value: Value): void {
  if (target === undefined) throw undefinedValue('target')
  if (!isObject(target) || target.set === undefined) {
    const hint = 'Make it with "namespace(…)".'
    throw wrong(`"set" changes a member of a namespace, but found ${typeName(target)}.`, hint)
  }
  target.set(name, value)
}
