import type { RunEvent } from '../run/events.ts'
import { oneLine } from '../util/strip-control.ts'
import { plural } from './format-count.ts'
import { formatMoment } from './format-duration.ts'
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
    event.route === '' ? `target ${event.target}` : `target ${event.target} (${event.route})`,
    ...(event.engine === '' ? [] : [event.engine]),
    plural(event.threads, 'thread'),
  ]
  return [
    oneLine(parts.join(symbols.separator)).replaceAll('→', symbols.arrow),
    `Parsed ${countsInWords(event.counts)} in ${formatMoment(event.parseSeconds)}`,
  ]
}

const order = ['model', 'seed', 'test', 'source']

/** `23 models, 464 tests`: a type of which there is none is not worth a word. */
export function countsInWords(counts: Started['counts']): string {
  const byType = new Map(Object.entries(counts).map(([type, count]) => [type.replace(/s$/, ''), count]))
  const types = new Set([...order, ...byType.keys()])
  const words = [...types].flatMap((type) => {
    const count = byType.get(type) ?? 0
    return count === 0 ? [] : plural(count, type.replaceAll('_', ' '))
  })
  return words.length === 0 ? 'nothing' : words.join(', ')
}
