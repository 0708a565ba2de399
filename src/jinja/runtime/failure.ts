import type { DiagnosticCode } from '../../diagnostics/codes.ts'
import type { Value } from './value.ts'

/** Which part of the expression at fault is undefined. */
export type Subject = 'target' | 'left' | 'right'

/** An operation on values that cannot be done. The template that did it adds the place. */
export class Failure extends Error {
  readonly code: DiagnosticCode
  readonly hint: string | undefined
  readonly subject: Subject | undefined

  constructor(
    code: DiagnosticCode,
    message: string,
    more: { readonly hint?: string; readonly subject?: Subject } = {},
  ) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.hint = more.hint
    this.subject = more.subject
  }
}

/** `return()` on its way to the macro that it leaves. */
export class ReturnSignal extends Error {
  readonly value: Value

  constructor(value: Value) {
    super('return() outside of a macro')
    this.name = 'ReturnSignal'
    this.value = value
  }
}

/** Something that Python would call a TypeError or ValueError. */
export function wrong(message: string, hint?: string): Failure {
  return new Failure('compile/template', message, hint === undefined ? {} : { hint })
}

/** An operand is undefined; the message is made from the expression that stands there. */
export function undefinedValue(subject: Subject): Failure {
  return new Failure('compile/undefined', 'A value is undefined.', { subject })
}

export function forbidden(name: string): Failure {
  return new Failure('compile/forbidden', `Attribute "${name}" is not allowed in a template.`, {
    hint: 'Templates see the data and the listed methods of a value, nothing of the program that runs them.',
  })
}

export function overLimit(what: string): Failure {
  return new Failure('compile/limit', what)
}
