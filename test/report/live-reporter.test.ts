import { describe, expect, test } from 'vitest'
import { liveReporter } from '../../src/report/live-reporter.ts'
import type { NodeProgress } from '../../src/run/progress-board.ts'
import { stripControl } from '../../src/util/strip-control.ts'
import { manifestOf } from '../support/manifest.ts'
import { nullFailure, readFile, runScript, sqlFailed, stoppedTime } from '../support/run-script.ts'
import { hasTerminal, screenOf } from '../support/terminal-screen.ts'

const manifest = manifestOf(
  `
  source erp.orders
  seed raw/nation layer=silver
  model bronze/orders layer=bronze < erp.orders
  model gold/dim_supplier layer=gold < orders
  model gold/fct_sales layer=gold < orders
  model interface/mkt_supplier layer=interface < dim_supplier
  test unique_orders_id generic=unique column=id < orders
  test not_null_orders_id generic=not_null column=id < orders
  test not_null_dim_supplier_nation_key generic=not_null column=nation_key path=models/gold/dim_supplier.yml < dim_supplier
  test unique_dim_supplier_supplier_key generic=unique column=supplier_key < dim_supplier
  test no_lost_rows < orders dim_supplier
  `,
  { layers: ['bronze', 'silver', 'gold', 'interface'] },
)

interface LiveOptions {
  readonly width?: number
  readonly rows?: number
  readonly unicode?: boolean
  readonly color?: boolean
  readonly progressOf?: (id: string) => NodeProgress | undefined
}

function live({ width = 80, rows = 24, unicode = true, color = false, progressOf }: LiveOptions = {}) {
  const time = stoppedTime()
  const size = { width, rows }
  const sent = { all: '', out: '', err: '' }
  const reporter = liveReporter({
    stdout: (text) => {
      sent.out += text
      sent.all += text
    },
    stderr: (text) => {
      sent.err += text
      sent.all += text
    },
    terminal: { isTerminal: true, color, unicode, width: () => size.width, rows: () => size.rows },
    read: readFile,
    clock: time.clock,
    every: time.every,
    version: '0.3.0',
    progressOf,
  })
  return { time, reporter, size, sent, run: runScript(manifest, reporter.report, time) }
}

/** A run with everything in it; stops before the end where told. */
function play({ time, run }: ReturnType<typeof live>, until: 'middle' | 'end'): void {
  run.begin()
  run.start('nation')
  run.start('orders')
  time.pass(0.5)
  run.finish('nation', { status: 'reused', seconds: 0, fingerprint: 'f'.repeat(64) as never, run: '20261122-0400' })
  time.pass(1.81)
  run.finish('orders', { status: 'success', seconds: 2.31, rows: 1_500_000, bytes: 43_201_331 })
  run.start('unique_orders_id')
  run.start('not_null_orders_id')
  time.pass(0.1)
  run.finish('unique_orders_id', { status: 'pass', seconds: 0.1 })
  run.start('fct_sales')
  run.start('dim_supplier')
  time.pass(1.2)
  if (until === 'middle') return
  run.finish('not_null_orders_id', { status: 'pass', seconds: 0.2 })
  run.finish('dim_supplier', { status: 'success', seconds: 1.2, rows: 10_000, bytes: 812 })
  run.start('not_null_dim_supplier_nation_key')
  run.finish('not_null_dim_supplier_nation_key', { status: 'fail', seconds: 0.04, failure: nullFailure })
  run.finish('unique_dim_supplier_supplier_key', { status: 'pass', seconds: 0.01 })
  run.finish('no_lost_rows', { status: 'pass', seconds: 0.02 })
  run.finish('fct_sales', { status: 'error', seconds: 1.24, diagnostic: sqlFailed })
  const because = 'test.tpch.not_null_dim_supplier_nation_key' as never
  run.finish('mkt_supplier', { status: 'skipped', because, reason: 'a test failed' })
  time.pass(10.4)
  run.end({ kept: '1 model and 1 test failed; readers see what they saw before.' })
}

const ended = [
  'tpchmodel 0.3.0 · tpch · target dev (embedded PostgreSQL → lake/) · DuckDB 1.5.5 · 4 threads',
  'Parsed 4 models, 1 seed, 5 tests, 1 source in 41 ms',
  '',
  '  ↷ silver.nation           seed       unchanged, reused  from run 20261122-0400',
  '  ✓ bronze.orders           parquet      1,500,000 rows    43.2 MB   2.31s   2 tests ✓',
  '  ✗ gold.dim_supplier       test not_null(nation_key)   3 rows failed   0.04s',
  '  ✗ gold.dim_supplier       parquet         10,000 rows      812 B   1.20s   1/2 tests',
  '  ✓ no_lost_rows            test   0.02s',
  '  ✗ gold.fct_sales          parquet    failed: run/sql-failed   1.24s',
  '  ⊘ interface.mkt_supplier  skipped: gold.dim_supplier failed its test not_null(nation_key)',
  '',
  '✗ not_null(nation_key) on gold.dim_supplier                   models/gold/dim_supplier.yml:1',
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
  'run/sql-failed  A query failed.',
  '  models/gold/fct_sales.sql:2:3',
  '  2 |   custmer_id,',
  '        ^^^^^^^^^^',
  '  Binder error: Referenced column "custmer_id" not found.',
  '  Did you mean "customer_id"?',
  '',
  'Built 2, reused 1, failed 2, skipped 1 · 4/5 tests passed · 1,510,000 rows, 43.2 MB written · 14.0s',
  'Nothing was published: 1 model and 1 test failed; readers see what they saw before.',
  'Retry only what failed: tpchmodel retry',
  'Done. PASS=6 WARN=0 ERROR=2 SKIP=1 NO-OP=0 REUSED=1 TOTAL=10',
  '',
]

test('stdout gets plain lines: what ended with its tests, what went wrong in full, and what it came to', () => {
  const wide = live({ width: 200 })
  play(wide, 'end')
  expect(wide.sent.out.split('\n')).toEqual(ended)
})

test('what was published is said with the environment that readers look at', () => {
  const published = live({ width: 200 })
  published.run.begin()
  published.run.finish('orders', { status: 'success', seconds: 1, rows: 5, bytes: 100 })
  published.run.publish('orders')
  published.run.end({ published: ['model.tpch.orders' as never] })
  expect(published.sent.out.split('\n').slice(-5)).toEqual([
    '',
    'Built 1 · 5 rows, 100 B written · 0.00s',
    'Published 1 model to dev: readers see them all at once.',
    'Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=1',
    '',
  ])
})

test('where there are no signs there are words', () => {
  const ascii = live({ width: 200, unicode: false })
  play(ascii, 'end')
  expect(ascii.sent.all.replaceAll('\u001b', '')).toMatch(/^[\n\r -~]*$/)
  expect(ascii.sent.out).toContain('  OK    bronze.orders           parquet ')
  expect(ascii.sent.out).toContain('   2 tests OK\n')
  expect(ascii.sent.out).toContain('  FAIL  gold.fct_sales          parquet    failed: run/sql-failed   1.24s\n')
})

test('colors change nothing but colors', () => {
  const colored = live({ width: 200, color: true })
  play(colored, 'end')
  expect(colored.sent.out).toContain('  \u001b[32m✓\u001b[39m bronze.orders')
  expect(stripControl(colored.sent.out).split('\n')).toEqual(ended)
})

test('there are at most ten frames a second, and none when nothing changed', () => {
  const busy = live()
  busy.run.begin()
  busy.run.start('orders')
  busy.time.pass(0.1)
  busy.sent.err = ''
  busy.time.pass(0.8)
  expect(busy.sent.err).toBe('')
  busy.time.pass(5)
  expect(busy.sent.err.split('waiting').length - 1).toBe(5)
  busy.reporter.close()
})

test('closing in the middle prints what is held back, takes the live rows away, and stops the timer', () => {
  const stopped = live({ width: 200 })
  stopped.run.begin()
  stopped.run.finish('orders', { status: 'success', seconds: 1, rows: 5 })
  stopped.time.pass(1)
  expect(stopped.sent.out).not.toContain('bronze.orders')
  stopped.reporter.close()
  stopped.reporter.close()
  expect(stopped.sent.out).toContain('  ✓ bronze.orders           parquet              5 rows              1.00s\n')
  expect(stopped.sent.err.endsWith('\u001b[J\u001b[?25h')).toBe(true)
  expect(stopped.time.timers.size).toBe(0)
})

test('without knowing which nodes are selected every line is printed at once', () => {
  const unknown = live({ width: 200 })
  unknown.reporter.report({
    type: 'run-started',
    ...{ runId: 'r', project: 'p', target: 'dev', environment: 'dev', route: 'memory', engine: 'DuckDB 1.5.5' },
    ...{ threads: 1, counts: {}, parseSeconds: 2, total: 3 },
  })
  unknown.run.finish('orders', { status: 'success', seconds: 1, rows: 1 })
  unknown.run.finish('unique_orders_id', { status: 'pass', seconds: 1 })
  unknown.run.finish('not_null_dim_supplier_nation_key', { status: 'warn', seconds: 1, failure: nullFailure })
  unknown.time.pass(0.1)
  expect(unknown.sent.out.split('\n').slice(1)).toEqual([
    'Parsed nothing in 2.00s',
    '',
    '  ✓ bronze.orders     parquet               1 row              1.00s',
    '  ! dim_supplier      test not_null(nation_key)   3 rows warned   1.00s',
    '',
  ])
  unknown.reporter.close()
})

describe('how far nodes are', () => {
  const ids = { orders: 'model.tpch.orders', supplier: 'model.tpch.dim_supplier', sales: 'model.tpch.fct_sales' }
  const known = new Map([
    [ids.orders, { rows: 3_661_215 }],
    [ids.supplier, { share: 0.385 }],
    [ids.sales, { share: 0.995 }],
  ])
  const last = new Map(['orders', 'fct_sales', 'mkt_supplier'].map((name) => [`model.tpch.${name}`, 9]))
  const linesOf = (options: Parameters<typeof live>[0]) => {
    const shown = live({ ...options, progressOf: (id) => known.get(id) })
    shown.run.begin({ threads: 2, lastSeconds: last as never, total: 4 })
    for (const name of ['orders', 'dim_supplier', 'fct_sales']) shown.run.start(name)
    shown.time.pass(4)
    const { err } = shown.sent
    shown.reporter.close()
    return stripControl(err.slice(err.lastIndexOf('\u001b[J') + 3))
      .split('\n')
      .slice(0, 3)
  }

  test('is a bar where the engine knows, rows where a source sends them, and the time that the rest takes', () => {
    expect(linesOf({ width: 120, color: true })).toEqual([
      '  ▸ bronze.orders           parquet          3.66M rows           4s   eta 5s',
      '  ▸ gold.dim_supplier       parquet  ━━━━━━╸━━━━━━━━━━   38%      4s   eta 7s',
      '  ▸ gold.fct_sales          parquet  ━━━━━━━━━━━━━━━━╸   99%      4s   eta 1s',
    ])
  })

  test('fits a narrow window: the time that is left goes first, then the bar', () => {
    for (const width of [60, 80]) {
      for (const line of linesOf({ width })) expect(line.length).toBeLessThan(width)
    }
    expect(linesOf({ width: 80 })[1]).toBe(
      '  ▸ gold.dim_supplier       parquet  ━━━━━━╸──────────   38%      4s   eta 7s',
    )
    expect(linesOf({ width: 60 })[1]).toBe('  ▸ gold.dim_supplier    parquet        4s')
  })

  test('can be seen without colors and without signs', () => {
    expect(linesOf({ width: 120 })[1]).toContain('━━━━━━╸──────────   38%')
    expect(linesOf({ width: 120, unicode: false })[1]).toContain('======>----------   38%')
  })

  test('says when the run will end, by what its nodes took the last time', () => {
    const shown = live({ width: 120 })
    shown.run.begin({ threads: 1, lastSeconds: new Map([...manifest.nodes.keys()].map((id) => [id, 1])) })
    shown.run.start('orders')
    shown.time.pass(0.2)
    expect(shown.sent.err).toContain('9 waiting · 0 done · 0 reused · 0 failed · 0s · eta 10s')
    shown.reporter.close()
  })
})

describe.skipIf(!hasTerminal)('in a real terminal', () => {
  test.each([
    [60, 19],
    [80, 22],
    [200, 22],
  ])('of %i cells the live rows stand below what has ended, and every line fits', (width, label) => {
    const middle = live({ width })
    play(middle, 'middle')
    const { lines, cursorIsVisible } = screenOf([{ text: middle.sent.all, width }], 24)
    middle.reporter.close()
    expect(cursorIsVisible).toBe(false)
    expect(lines.slice(-5)).toEqual([
      `  ↷ ${'silver.nation'.padEnd(label)}  seed       unchanged, reused${width === 200 ? '  from run 20261122-0400' : ''}`,
      `  ▸ ${'bronze.orders'.padEnd(label)}  testing 1/2        1s`,
      `  ▸ ${'gold.fct_sales'.padEnd(label)}  parquet            1s`,
      `  ▸ ${'gold.dim_supplier'.padEnd(label)}  parquet            1s`,
      '  ⋯ 4 waiting · 2 done · 1 reused · 0 failed · 3s',
    ])
  })

  test.each([60, 80, 200])('of %i cells nothing of the live rows is left at the end', (width) => {
    const whole = live({ width })
    play(whole, 'end')
    const { lines, cursorIsVisible } = screenOf([{ text: whole.sent.all, width }], 60)
    expect(cursorIsVisible).toBe(true)
    expect(lines.join('\n')).not.toContain('waiting')
    expect(lines.at(-1)).toBe('Done. PASS=6 WARN=0 ERROR=2 SKIP=1 NO-OP=0 REUSED=1 TOTAL=10')
    if (width === 200) expect(lines).toEqual(ended.slice(0, -1))
  })

  test.each([30, 120])('a window that became %i cells wide keeps what has ended and one set of live rows', (width) => {
    const resized = live({ width: 80 })
    play(resized, 'middle')
    const before = resized.sent.all
    resized.size.width = width
    resized.time.pass(1)
    const after = resized.sent.all.slice(before.length)
    const { lines } = screenOf(
      [
        { text: before, width: 80 },
        { text: after, width },
      ],
      24,
    )
    resized.reporter.close()
    expect(lines.filter((line) => line.includes('unchanged'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('waiting'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('▸'))).toHaveLength(3)
  })

  test('many running nodes take at most three rows less than the window', () => {
    const many = manifestOf(Array.from({ length: 40 }, (_, index) => `model m${index} layer=gold`).join('\n'))
    const { time, sent, reporter } = live({ width: 80, rows: 10 })
    const run = runScript(many, reporter.report, time)
    run.begin()
    for (let index = 0; index < 40; index += 1) run.start(`m${index}`)
    time.pass(0.2)
    const { lines } = screenOf([{ text: sent.all, width: 80 }], 10)
    reporter.close()
    expect(lines.filter((line) => line.includes('▸'))).toHaveLength(5)
    expect(lines.slice(-2)).toEqual(['  … and 35 more', '  ⋯ 0 waiting · 0 done · 0 reused · 0 failed · 0s'])
  })
})
