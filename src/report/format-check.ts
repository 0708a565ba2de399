import { padEnd } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatSeconds } from './format-duration.ts'
import { painter } from './style.ts'
import { symbolsFor } from './symbols.ts'

export interface CheckText {
  readonly name: string
  readonly seconds: number
  readonly found?: string
}

/** A line for something that `debug` looked at; what went wrong is printed below it. */
export function formatCheck(
  { name, seconds, found }: CheckText,
  { color, unicode }: { readonly color: boolean; readonly unicode: boolean },
): string {
  const paint = painter(color)
  const { ok, failed } = symbolsFor(unicode)
  const sign = found === undefined ? paint(failed, 'red') : paint(ok, 'green')
  return `${sign} ${padEnd(oneLine(name), 16)}  ${oneLine(found ?? 'failed')}  ${paint(formatSeconds(seconds), 'dim')}\n`
}
