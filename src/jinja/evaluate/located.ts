import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Location } from '../../diagnostics/location.ts'
import type { Expression, Place } from '../ast.ts'
import { notPossible, undefinedExpression, undefinedMember, undefinedName } from '../diagnostics.ts'
import { Failure, overLimit, ReturnSignal, type Subject, wrong } from '../runtime/failure.ts'
import type { Value } from '../runtime/value.ts'
import { type Scope, TemplateError } from '../template.ts'
import type { Run } from './run.ts'
import { locationOf, type Unit } from './unit.ts'

/** What leaves a macro: the value of `return()`, or an error with its place. */
export function leave(error: unknown, unit: Unit, run: Run): Value {
  if (error instanceof ReturnSignal) return error.value
  throw located(error, unit, run)
}

/** What leaves a template: as `located`, but there is no macro for `return()` to leave. */
export function leaveTemplate(error: unknown, unit: Unit, run: Run): unknown {
  const outside = error instanceof ReturnSignal ? wrong('"return" leaves a macro, but there is none around it.') : error
  return located(outside, unit, run)
}

/** An error with its place in this template; what a function of the scope throws passes unchanged. */
export function located(error: unknown, unit: Unit, run: Run): unknown {
  if (error instanceof Failure) return new TemplateError(diagnose(error, unit, run))
  if (error instanceof TemplateError) return calledFrom(error, locationOf(unit, run.at))
  if (!isExhausted(error)) return error
  return new TemplateError(diagnose(overLimit('The template needs more memory than it may use.'), unit, run))
}

function isExhausted(error: unknown): boolean {
  return error instanceof RangeError && /call stack|Invalid (?:string|array) length|BigInt/.test(error.message)
}

function diagnose(failure: Failure, unit: Unit, run: Run): Diagnostic {
  const node: Expression | Run['at'] = run.at
  if (failure.subject === undefined || !isExpression(node)) return notPossible(failure, locationOf(unit, node))
  return undefinedIn(subjectOf(node, failure.subject), unit, run.scope)
}

function isExpression(node: Run['at']): node is Expression {
  return 'type' in node
}

/** The part of an expression that is undefined. */
function subjectOf(node: Expression, subject: Subject): Expression {
  switch (node.type) {
    case 'attribute':
    case 'item':
      return node.object
    case 'call':
      return node.callee
    case 'sign':
      return node.operand
    case 'filter':
      return node.input ?? node
    case 'test':
      return node.input
    case 'binary':
      return subject === 'right' ? node.right : node.left
    case 'compare':
      return subject === 'right' ? (node.rest[0]?.right ?? node) : node.first
    default:
      return node
  }
}

function undefinedIn(node: Expression, unit: Unit, scope: Scope): Diagnostic {
  const location = locationOf(unit, node)
  const sourceOf = ({ start, end }: Place): string => unit.source.slice(start, end)
  if (node.type === 'name') return undefinedName(node.name, location, scope.names?.() ?? [])
  if (node.type === 'attribute') return undefinedMember(sourceOf(node.object), node.name, location)
  return undefinedExpression(sourceOf(node), location)
}

/** Adds the place of a call that led to an error; once where macros call each other again and again. */
function calledFrom(error: TemplateError, location: Location): TemplateError {
  const { diagnostic } = error
  const { related = [] } = diagnostic
  const places = [diagnostic.location, ...related.map((other) => other.location)]
  const isKnown = places.some(
    (place) => place?.file === location.file && place.start === location.start && place.end === location.end,
  )
  if (isKnown || error.constructor !== TemplateError) return error
  return new TemplateError({ ...diagnostic, related: [...related, { message: 'Called from here.', location }] })
}
