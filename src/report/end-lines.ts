import type { RunSummary } from '../run/events.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount, plural } from './format-count.ts'
import { formatDuration } from './format-duration.ts'
import { symbolsFor } from './symbols.ts'
import { type Tally, tally } from './tally.ts'

/** What a run came to, in words: dbt's line for scripts (`doneLine`) follows. */
export function endLines(
  summary: RunSummary,
  { unicode, environment }: { readonly unicode: boolean; readonly environment: string },
): readonly string[] {
  const { built, reused, failed, skipped, sources, tests, rows, bytes } = tally(summary)
  const nodes = [
    ...(built > 0 ? [`built ${formatCount(built)}`] : []),
    ...(reused > 0 ? [`reused ${formatCount(reused)}`] : []),
    ...(failed > 0 && sources.all === 0 ? [`failed ${formatCount(failed)}`] : []),
    ...(skipped > 0 ? [`skipped ${formatCount(skipped)}`] : []),
  ]
  const sizes = [...(rows > 0 ? [plural(rows, 'row')] : []), ...(bytes > 0 ? [formatBytes(bytes)] : [])]
  const parts = [
    ...(nodes.length > 0 ? [capitalized(nodes.join(', '))] : []),
    ...(sources.all > 0 ? [sourcesPart(sources)] : []),
    ...(tests.all > 0 ? [testsPart(tests)] : []),
    ...(sizes.length > 0 ? [`${sizes.join(', ')} written`] : []),
    formatDuration(summary.seconds),
  ]
  return [
    ...(summary.interrupted ? ['Interrupted: nothing more was started.'] : []),
    parts.join(symbolsFor(unicode).separator),
    ...published(summary, environment),
  ]
}

function sourcesPart({ fresh, all }: Tally['sources']): string {
  return fresh === all ? `${plural(all, 'source')} fresh` : `${formatCount(fresh)}/${plural(all, 'source')} fresh`
}

function testsPart({ passed, all }: { readonly passed: number; readonly all: number }): string {
  return passed === all ? `${plural(all, 'test')} passed` : `${formatCount(passed)}/${plural(all, 'test')} passed`
}

function published({ published: { length }, kept }: RunSummary, environment: string): readonly string[] {
  if (length > 0)
    return [`Published ${plural(length, 'model')} to ${oneLine(environment)}: readers see them all at once.`]
  return kept === undefined ? [] : [`Nothing was published: ${oneLine(kept)}`]
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What to type next after a run that something failed in. */
export function retryHint(summary: RunSummary): readonly string[] {
  const { failed, skipped, sources } = tally(summary)
  return failed + skipped > 0 && sources.all === 0 ? ['Retry only what failed: tpchmodel retry'] : []
}
