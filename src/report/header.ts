import type { RunEvent } from '../run/events.ts'
import { oneLine } from '../util/strip-control.ts'
import { plural } from './format-count.ts'
import { formatDuration } from './format-duration.ts'
import { symbolsFor } from './symbols.ts'

type Started = Extract<RunEvent, { readonly type: 'run-started' }>

/** The two lines above a run: what runs where, and what the project has. */
export function headerLines(
  event: Started,
  { version, unicode }: { readonly version: string; readonly unicode: boolean },
) {
  const symbols = symbolsFor(unicode)
  const parts = [
    `tpchmodel ${version}`,
    event.project,
    `target ${event.target} (${event.route})`,
    event.engine,
    plural(event.threads, 'thread'),
  ]
  return [
    oneLine(parts.join(symbols.separator)).replaceAll('→', symbols.arrow),
    `Parsed ${counts(event)} in ${duration(event.parseSeconds)}`,
  ]
}

/** `seeds: 0` is not worth a word. */
function counts(event: Started): string {
  const words = Object.entries(event.counts).flatMap(([type, count]) =>
    count === 0 ? [] : plural(count, type.replace(/s$/, ''), type),
  )
  return words.length === 0 ? 'nothing' : words.join(', ')
}

function duration(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : formatDuration(seconds)
}
