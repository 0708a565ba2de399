import { expect, test } from 'vitest'
import { plainReporter } from '../../src/report/plain-reporter.ts'
import { manifestOf } from '../support/manifest.ts'
import { nullFailure, readFile, runScript, sqlFailed, stoppedTime } from '../support/run-script.ts'

const manifest = manifestOf(
  `
  source erp.orders
  seed raw/nation layer=silver
  model bronze/orders layer=bronze < erp.orders
  model gold/dim_supplier layer=gold < orders
  model gold/fct_sales layer=gold < orders
  model interface/mkt_supplier layer=interface < dim_supplier
  test unique_orders_id generic=unique column=id < orders
  test not_null_dim_supplier_nation_key generic=not_null column=nation_key path=models/gold/dim_supplier.yml description=Every_supplier_has_a_nation. < dim_supplier
  test no_lost_rows < orders dim_supplier
  `,
  { layers: ['bronze', 'silver', 'gold', 'interface'] },
)

function plain({ unicode = true, color = false } = {}) {
  const time = stoppedTime()
  const out: string[] = []
  const reporter = plainReporter({
    stdout: (text) => out.push(text),
    stderr: () => undefined,
    terminal: { isTerminal: false, color, unicode, width: () => undefined, rows: () => undefined },
    read: readFile,
    clock: time.clock,
    every: time.every,
    version: '0.3.0',
  })
  return { time, reporter, run: runScript(manifest, reporter.report, time), text: () => out.join('') }
}

test('a run that went well is one line a model, and counts at the end', () => {
  const { time, run, reporter, text } = plain()
  run.begin()
  time.pass(1)
  run.finish('nation', { status: 'reused', seconds: 0, fingerprint: 'f'.repeat(64) as never, run: '20261122-0400' })
  run.start('orders')
  time.pass(2.31)
  run.finish('orders', { status: 'success', seconds: 2.31, rows: 1_500_000, bytes: 43_201_331 })
  run.start('unique_orders_id')
  run.finish('unique_orders_id', { status: 'pass', seconds: 0.01 })
  run.publish('orders')
  run.end({ published: [] })
  reporter.close()
  expect(text()).toBe(
    [
      '04:12:00 tpchmodel 0.3.0 · tpch · target dev (embedded PostgreSQL → lake/) · DuckDB 1.5.5 · 4 threads',
      '04:12:00 Parsed 4 models, 1 seed, 3 tests, 1 source in 41 ms',
      '04:12:01 [1/8] REUSE  silver.nation          seed      reason=unchanged since=20261122-0400',
      '04:12:03 [2/8] OK     bronze.orders          parquet   rows=1500000 bytes=43201331 time=2.31s',
      '04:12:03 PUBLISHED environment=dev epoch=12 models=1',
      '04:12:03 SUMMARY ok=1 reuse=1 fail=0 skip=0 tests=1/1 rows=1500000 time=3.31s exit=0',
      '04:12:03 Done. PASS=2 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=1 TOTAL=3',
      '',
    ].join('\n'),
  )
})

test('failing and warning tests, errors and skipped models have a line each, and a block at the end', () => {
  const { run, reporter, text } = plain()
  run.begin()
  run.finish('orders', { status: 'success', seconds: 0.5, rows: 10 })
  run.finish('unique_orders_id', { status: 'warn', seconds: 0.02, failure: { ...nullFailure, failures: 2, rows: [] } })
  run.finish('no_lost_rows', { status: 'skipped', because: 'model.tpch.dim_supplier' as never, reason: 'failed' })
  run.finish('fct_sales', { status: 'error', seconds: 0.04, diagnostic: sqlFailed })
  run.finish('dim_supplier', { status: 'success', seconds: 0.5, rows: 10_000, bytes: 100 })
  run.finish('not_null_dim_supplier_nation_key', { status: 'fail', seconds: 0.04, failure: nullFailure })
  run.finish('mkt_supplier', { status: 'skipped', because: 'model.tpch.dim_supplier' as never, reason: 'failed' })
  run.end()
  reporter.close()
  expect(text().split('\n').slice(2).join('\n')).toBe(
    [
      '04:12:00 [1/8] OK     bronze.orders          parquet   rows=10 time=0.50s',
      '04:12:00 [2/8] WARN   bronze.orders          test=unique(id) failures=2 time=0.02s file=data-tests/unique_orders_id.yml',
      '04:12:00 [4/8] ERROR  gold.fct_sales         parquet   code=run/sql-failed time=0.04s file=models/gold/fct_sales.sql:2',
      '04:12:00 [5/8] OK     gold.dim_supplier      parquet   rows=10000 bytes=100 time=0.50s',
      '04:12:00 [6/8] FAIL   gold.dim_supplier      test=not_null(nation_key) failures=3 time=0.04s file=models/gold/dim_supplier.yml:1',
      '04:12:00 [7/8] SKIP   interface.mkt_supplier parquet   because=gold.dim_supplier',
      '',
      '! unique(id) on bronze.orders                                 data-tests/unique_orders_id.yml',
      '  2 of 10,000 rows (0.02%) · severity error · warns at >0',
      '',
      '  all rows    tpchmodel show --failures unique_orders_id --limit 100',
      '  the query   target/compiled/tests/not_null_dim_supplier_nation_key.sql',
      '',
      'run/sql-failed  A query failed.',
      '  models/gold/fct_sales.sql:2:3',
      '  2 |   custmer_id,',
      '        ^^^^^^^^^^',
      '  Binder error: Referenced column "custmer_id" not found.',
      '  Did you mean "customer_id"?',
      '',
      '✗ not_null(nation_key) on gold.dim_supplier                   models/gold/dim_supplier.yml:1',
      '  Every supplier has a nation.',
      '  3 of 10,000 rows (0.03%) · severity error · fails at >0',
      '',
      '    supplier_key  name                nation_key  loaded_at',
      '            4711  Supplier#000004711        NULL  2026-11-23 04:11:02',
      '            5120  Supplier#000005120        NULL  2026-11-23 04:11:02',
      '            8003  Supplier#000008003        NULL  2026-11-23 04:11:02',
      '',
      '  all rows    tpchmodel show --failures not_null_dim_supplier_nation_key --limit 100',
      '  the query   target/compiled/tests/not_null_dim_supplier_nation_key.sql',
      '',
      '04:12:00 SUMMARY ok=2 reuse=0 fail=2 skip=1 tests=0/3 rows=10010 time=0.00s exit=1',
      '04:12:00 Done. PASS=2 WARN=1 ERROR=2 SKIP=2 NO-OP=0 REUSED=0 TOTAL=7',
      '',
    ].join('\n'),
  )
})

test('a node that still runs is named every 30 seconds', () => {
  const { time, run, reporter, text } = plain()
  run.begin()
  run.start('orders')
  time.pass(45)
  run.start('fct_sales')
  time.pass(31)
  run.finish('orders', { status: 'success', seconds: 76 })
  time.pass(10)
  reporter.close()
  time.pass(300)
  expect(text().split('\n').slice(2)).toEqual([
    '04:12:30 [0/8] RUN    bronze.orders          parquet   time=30.0s',
    '04:13:00 [0/8] RUN    bronze.orders          parquet   time=60.0s',
    '04:13:15 [0/8] RUN    gold.fct_sales         parquet   time=30.0s',
    '04:13:16 [1/8] OK     bronze.orders          parquet   time=76.0s',
    '',
  ])
  expect(time.timers.size).toBe(0)
})

test('warnings and messages of templates stand between the lines', () => {
  const { time, reporter, text } = plain()
  reporter.report({ type: 'message', text: 'from\u001b[2J a macro\nsecond', at: time.clock.now() })
  reporter.report({ type: 'warning', diagnostic: { code: 'extract/snapshot', message: 'Two tables changed.' } })
  expect(text()).toBe(
    [
      '04:12:00 from a macro',
      '04:12:00 second',
      'extract/snapshot  A server cannot share its snapshot between connections.',
      '  Two tables changed.',
      '',
      '',
    ].join('\n'),
  )
})

test('an interrupted run says so by its exit code, and a failure of no node is a block of its own', () => {
  const { run, text } = plain({ unicode: false })
  run.begin()
  run.finish('orders', { status: 'skipped', reason: 'the run was stopped' })
  run.end({ interrupted: true, diagnostics: [{ code: 'store/full', message: 'No space left in "lake".' }] })
  expect(text()).toBe(
    [
      '04:12:00 tpchmodel 0.3.0 - tpch - target dev (embedded PostgreSQL -> lake/) - DuckDB 1.5.5 - 4 threads',
      '04:12:00 Parsed 4 models, 1 seed, 3 tests, 1 source in 41 ms',
      '04:12:00 [1/8] SKIP   bronze.orders          parquet   because=the-run-was-stopped',
      '',
      'store/full  There is no space left.',
      '  No space left in "lake".',
      '',
      '04:12:00 SUMMARY ok=0 reuse=0 fail=0 skip=1 tests=0/0 rows=0 time=0.00s exit=130',
      '04:12:00 Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 REUSED=0 TOTAL=1',
      '',
    ].join('\n'),
  )
})
