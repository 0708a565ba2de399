import { severityOf } from '../diagnostics/diagnostic.ts'
import type { NodeResult, NodeRun, RunSummary } from '../run/events.ts'

/** What a run comes to. `failed`: nodes and tests; the other counts before `tests` are of models and seeds. */
export interface Tally {
  readonly built: number
  readonly reused: number
  readonly failed: number
  readonly skipped: number
  /** Whose age was looked at. */
  readonly sources: { readonly fresh: number; readonly aging: number; readonly stale: number; readonly all: number }
  readonly tests: { readonly passed: number; readonly warned: number; readonly all: number }
  readonly rows: number
  readonly bytes: number
  readonly exitCode: 0 | 1 | 130
}

export function tally(summary: RunSummary): Tally {
  const data = summary.runs.filter(({ node }) => node.type !== 'test' && node.type !== 'source')
  const sources = summary.runs.filter(({ node }) => node.type === 'source')
  const tests = summary.runs.filter(({ node }) => node.type === 'test')
  const failed = count(summary.runs, ['error', 'fail', 'stale'])
  return {
    built: count(data, ['success']),
    reused: count(data, ['reused']),
    failed,
    skipped: count([...data, ...sources], ['skipped']),
    sources: {
      fresh: count(sources, ['fresh']),
      aging: count(sources, ['aging']),
      stale: count(sources, ['stale']),
      all: sources.length,
    },
    tests: { passed: count(tests, ['pass']), warned: count(tests, ['warn']), all: tests.length },
    rows: sum(data, 'rows'),
    bytes: sum(data, 'bytes'),
    exitCode: exitCode(summary, failed),
  }
}

/** dbt's last line, which scripts look for. */
export function doneLine(summary: RunSummary): string {
  const counts = Object.entries(doneCounts(summary))
  return `Done. ${counts.map(([name, value]) => `${name.toUpperCase()}=${value}`).join(' ')}`
}

/** Its numbers under dbt's names, in its order. */
export function doneCounts({ runs }: RunSummary) {
  return {
    pass: count(runs, ['success', 'pass', 'fresh']),
    warn: count(runs, ['warn', 'aging']),
    error: count(runs, ['error', 'fail', 'stale']),
    skip: count(runs, ['skipped']),
    'no-op': 0,
    reused: count(runs, ['reused']),
    total: runs.length,
  }
}

function exitCode({ interrupted, diagnostics, runs }: RunSummary, failed: number): Tally['exitCode'] {
  if (interrupted) return 130
  const isError = diagnostics.some((found) => severityOf(found) === 'error')
  return failed > 0 || isError || runs.some(({ result }) => result.status === 'skipped') ? 1 : 0
}

function count(runs: readonly NodeRun[], statuses: readonly NodeResult['status'][]): number {
  return runs.filter(({ result }) => statuses.includes(result.status)).length
}

function sum(runs: readonly NodeRun[], of: 'rows' | 'bytes'): number {
  return runs.reduce((total, { result }) => total + (result.status === 'success' ? (result[of] ?? 0) : 0), 0)
}
