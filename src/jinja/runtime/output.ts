import type { Location } from '../../diagnostics/location.ts'
import type { Span } from '../source-map.ts'
import { chargeOutput } from './budget.ts'
import { str } from './text.ts'
import { isText, kind, type Value } from './value.ts'

/** Text in the making, with the place of each stretch. */
export interface Output {
  text: string
  readonly spans: Span[]
}

/** A stretch of the author's file that is written as it stands. */
export interface Chunk {
  readonly text: string
  readonly origin: Location
}

export function output(): Output {
  return { text: '', spans: [] }
}

export function writeChunk(to: Output, { text, origin }: Chunk): void {
  chargeOutput(text.length)
  to.spans.push({ at: to.text.length, type: 'verbatim', origin })
  to.text += text
}

/** Writes the value of the expression at `origin`. */
export function writeValue(to: Output, value: Value, origin: Location): void {
  const text = str(value)
  if (text === '') return
  chargeOutput(text.length)
  const at = to.text.length
  if (isText(value) && value.spans.length > 0)
    for (const span of value.spans) to.spans.push({ ...span, at: at + span.at })
  else to.spans.push({ at, type: 'computed', origin })
  to.text += text
}

/** What was written, as a value. */
export function written({ text, spans }: Output): Value {
  return text === '' ? '' : { [kind]: 'text', text, spans }
}
