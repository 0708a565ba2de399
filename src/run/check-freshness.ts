import type { CompileWorld } from '../compile/compile-node.ts'
import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { judged, type WarningPolicy } from '../diagnostics/warning-policy.ts'
import { inParallel } from '../environments/in-parallel.ts'
import type { AgeLimit, Freshness } from '../manifest/freshness.ts'
import type { SourceNode } from '../manifest/node.ts'
import type { Clock } from '../ports/clock.ts'
import { ExtractError, type NewestRow } from '../ports/extractor.ts'
import { secondsBetween } from '../util/instant.ts'
import { NodeFailure } from './built.ts'
import type { NodeResult, NodeRun, Reporter, SourceAge } from './events.ts'
import { noLoadedAt, staleSource } from './freshness-diagnostics.ts'
import { loadedAtQuery } from './loaded-at-query.ts'
import { type AgeQuestion, type Asking, newestRow } from './newest-row.ts'
import { extractFailed } from './source-diagnostics.ts'
import { tellMessages } from './tell-messages.ts'
import { templateQuery } from './template-query.ts'

/** A source that says how old its rows may be. */
export type DatedSource = SourceNode & { readonly freshness: Freshness }

export interface FreshnessInput extends Asking {
  readonly sources: readonly DatedSource[]
  readonly world: CompileWorld
  readonly threads: number
  readonly clock: Clock
  readonly warningPolicy: WarningPolicy
  readonly report: Reporter
}

/** Asks for the newest row of every source, so many at the same time, and compares its age; in the order in which they ended. */
export async function checkFreshness(input: FreshnessInput): Promise<readonly NodeRun[]> {
  const { sources, threads, clock, report } = input
  const total = sources.length
  const runs: NodeRun[] = []
  await inParallel([...sources.entries()], threads, async ([position, node]) => {
    const index = position + 1
    const startedAt = clock.now()
    report({ type: 'node-started', node, index, total, at: startedAt })
    const result = await resultOf(node, input)
    const run = { node, result, startedAt, finishedAt: clock.now() }
    runs.push(run)
    report({ type: 'node-finished', run, index, total })
  })
  return runs
}

/** What a project or a source does wrong is the result; an error of our own is thrown. */
async function resultOf(source: DatedSource, input: FreshnessInput): Promise<NodeResult> {
  const started = performance.now()
  const passed = () => (performance.now() - started) / 1000
  const interrupted = { status: 'skipped', reason: 'the check was interrupted' } as const
  if (input.signal.aborted) return interrupted
  try {
    const question = await questionOf(source, input)
    const row = await newestRow(source, question, input)
    return verdict(source, { row, seconds: passed() }, input.warningPolicy)
  } catch (error) {
    if (input.signal.aborted) return interrupted
    return { status: 'error', seconds: passed(), diagnostic: failureOf(error, source) }
  }
}

async function questionOf(source: DatedSource, input: FreshnessInput): Promise<AgeQuestion> {
  const { loadedAt, ...limits } = source.freshness
  if (loadedAt === undefined) throw new NodeFailure(noLoadedAt(source))
  if ('field' in loadedAt) return { ...limits, loadedAt }
  const { world, engine, signal, report, clock, warningPolicy: policy } = input
  const warnings: Diagnostic[] = []
  const ask =
    engine &&
    ((sql: string) => {
      const { guarded } = world.surroundings
      const { location } = loadedAt
      return templateQuery(sql, { location, guarded, engine, signal, warn: (warning) => warnings.push(warning) })
    })
  const { sql, messages } = await loadedAtQuery(source, loadedAt, world, ask)
  const risks = warnings.map((warning) => ({ text: warning.message, shown: true, warning }))
  tellMessages({ messages: [...risks, ...messages] }, { report, clock, policy })
  return { ...limits, loadedAt: { query: sql, location: loadedAt.location } }
}

/** No row at all is older than any limit. */
function verdict(
  source: DatedSource,
  { row, seconds }: { readonly row: NewestRow; readonly seconds: number },
  policy: WarningPolicy,
): NodeResult {
  const { warnAfter, errorAfter } = source.freshness
  const { loadedAt, askedAt } = row
  const age: SourceAge = { ...row, seconds: loadedAt === undefined ? undefined : secondsBetween(loadedAt, askedAt) }
  if (errorAfter !== undefined && isOlder(age, errorAfter)) {
    const diagnostic = staleSource(source, { seconds: age.seconds, limit: errorAfter, is: 'an error' })
    return { status: 'stale', seconds, age, diagnostic }
  }
  if (warnAfter === undefined || !isOlder(age, warnAfter)) return { status: 'fresh', seconds, age }
  const warning = staleSource(source, { seconds: age.seconds, limit: warnAfter, is: 'a warning' })
  const [diagnostic] = judged([warning], policy)
  if (diagnostic === undefined) return { status: 'aging', seconds, age }
  return { status: severityOf(diagnostic) === 'error' ? 'stale' : 'aging', seconds, age, diagnostic }
}

const secondsOf = { minute: 60, hour: 3600, day: 86_400 } as const

function isOlder({ seconds = Number.POSITIVE_INFINITY }: SourceAge, { count, period }: AgeLimit): boolean {
  return seconds > count * secondsOf[period]
}

/** What the SQL of the author does wrong is shown where it stands. */
function placeOf({ code }: ExtractError, { freshness: { loadedAt }, location }: DatedSource): Location {
  return code === 'run/age-unknown' && loadedAt !== undefined ? loadedAt.location : location
}

function failureOf(error: unknown, source: DatedSource): Diagnostic {
  if (error instanceof NodeFailure) return error.diagnostic
  if (error instanceof ExtractError) return extractFailed(error, placeOf(error, source))
  throw error
}
