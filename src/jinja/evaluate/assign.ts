import type { Target } from '../ast.ts'
import { expression } from './expression.ts'
import { type Frame, localName } from './frame.ts'
import { freshName, position } from './unit.ts'

/** JavaScript that assigns what `value` computes. Every name of the target is local to the frame or to one around it. */
export function assign(target: Target, value: string, frame: Frame): string {
  switch (target.type) {
    case 'name':
      return `${localName(frame, target.name) ?? 'undefined'}=${value};`
    case 'namespace':
      return `setMember(${expression(target.object, frame)},${JSON.stringify(target.name)},${value},${position(frame.unit, target)});`
    case 'targets': {
      const values = freshName(frame.unit, 'u')
      frame.temporaries.push(values)
      const parts = target.items.map((item, index) => assign(item, `${values}[${index}]`, frame))
      return `${values}=unpack(${value},${target.items.length},${position(frame.unit, target)});${parts.join('')}`
    }
  }
}
