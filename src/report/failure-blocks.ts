import type { NodeRun, RunSummary } from '../run/events.ts'
import { plural } from './format-count.ts'
import { formatDiagnostic } from './format-diagnostic.ts'
import { type FormatFailureOptions, formatFailure } from './format-failure.ts'

/** More than these would push the first ones out of any terminal. */
const most = 25

/** What went wrong in full: warnings first, so that errors stand nearest to the prompt, and what belongs to no node last. */
export function failureBlocks(summary: RunSummary, options: FormatFailureOptions): readonly string[] {
  const isWarning = ({ result }: NodeRun) => result.status === 'warn' || result.status === 'aging'
  const runs = [...summary.runs.filter(isWarning), ...summary.runs.filter((run) => !isWarning(run))]
  const blocks = runs.flatMap((run) => formatFailure(run, options) ?? [])
  const left = blocks.length - most
  return [
    ...(left > 0 ? [`${plural(left, 'more failure')} before these: target/run_results.json has them all.`] : []),
    ...blocks.slice(-most),
    ...summary.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options)),
  ]
}
