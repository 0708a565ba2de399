import type { CompiledNode } from '../compile/compiled-node.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataTestNode } from '../manifest/node.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import type { Json } from '../util/json.ts'
import { countedColumns, countedTail } from './combined-tests.ts'
import type { NodeResult, TestFailure } from './events.ts'
import { type Hides, maskedRows } from './masked-rows.ts'
import { checkSelect } from './node-query.ts'
import { queryFailed } from './unknown-column.ts'

export interface TestRun {
  readonly test: DataTestNode
  readonly compiled: CompiledNode
  readonly compiledPath: string
  /** The relation that keeps the failing rows, where one does. */
  readonly keptIn?: string
  /** Names of the models that are not published, and kept to be looked at, where it fails. */
  readonly holdsBack?: readonly string[]
  /** Which columns of the failing rows are masked. */
  readonly hides: Hides
  /** How it ended in the runs before. */
  readonly streak?: number | undefined
  /** What is known of it already. */
  readonly counted?: Counted
  readonly engine: Engine
  readonly manifest: Manifest
  /** Rows of the tested relation; asked only when the test fails. */
  readonly countTested: () => Promise<number | undefined>
  readonly signal: AbortSignal
}

/** What a test's query says of the rows that fail. */
export interface Counted {
  /** What `fail_calc` gave. */
  readonly failures: Json
  readonly shouldWarn: boolean
  readonly shouldError: boolean
}

/** A result without its duration, which the caller measures. */
export type TestOutcome =
  | { readonly status: 'pass' }
  | { readonly status: 'warn' | 'fail'; readonly failure: TestFailure }
  | Extract<NodeResult, { readonly status: 'error' }>

const samples = 5

/** Counts the rows that fail, and looks at five of them where that is too many. A query that fails is an `error`. */
export async function runTest(run: TestRun): Promise<TestOutcome> {
  const { severity, warnIf, errorIf } = run.test.thresholds
  const columns = countedColumns(run.test.thresholds).map(([name, sql]) => `${sql} as ${name}`)
  const head = `select ${columns.join(', ')}\nfrom (\n`
  try {
    const { failures, shouldWarn, shouldError } = run.counted ?? (await count(head, run))
    const fails = severity === 'error' && shouldError
    if (!fails && !shouldWarn) return { status: 'pass' }
    const condition = fails ? errorIf : warnIf
    return { status: fails ? 'fail' : 'warn', failure: await failureOf(run, Number(failures ?? 0), condition) }
  } catch (error) {
    return { status: 'error', seconds: 0, diagnostic: await refusal(error, run, head.length) }
  }
}

async function count(head: string, { engine, signal, test, compiled }: TestRun): Promise<Counted> {
  const sql = `${head}${withoutSemicolon(compiled.sql)}${countedTail(test.thresholds)}`
  const { rows } = await engine.execute(sql, { signal })
  const [failures = null, shouldWarn, shouldError] = rows[0] ?? []
  return { failures, shouldWarn: shouldWarn === true, shouldError: shouldError === true }
}

/** Why a query was refused: DuckDB's parser says more of the test's own SQL than of that around it. Throws every other error. */
async function refusal(error: unknown, { compiled, engine, manifest }: TestRun, offset: number): Promise<Diagnostic> {
  if (!(error instanceof QueryError)) throw error
  if (error.kind === 'Parser') await checkSelect(compiled, engine)
  return queryFailed(error, { compiled, engine, manifest, offset })
}

async function failureOf(run: TestRun, failures: number, condition: string): Promise<TestFailure> {
  const result = await run.engine.execute(
    `select * from (\n${withoutSemicolon(run.compiled.sql)}\n) tpchmodel_test limit ${Math.min(samples, run.test.thresholds.limit ?? samples)}`,
    { signal: run.signal },
  )
  const { columns, rows, masked } = maskedRows(result, run.hides)
  const tested = await run.countTested()
  return {
    failures,
    ...(tested !== undefined && { tested }),
    condition,
    columns,
    rows,
    ...(masked.length > 0 && { masked }),
    compiledPath: run.compiledPath,
    ...(run.streak !== undefined && { streak: run.streak }),
    ...(run.keptIn !== undefined && { keptIn: run.keptIn }),
    ...(run.holdsBack !== undefined && run.holdsBack.length > 0 && { heldBack: run.holdsBack }),
  }
}
