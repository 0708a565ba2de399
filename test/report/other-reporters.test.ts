import { describe, expect, test } from 'vitest'
import { githubMistakes } from '../../src/report/github-reporter.ts'
import { type OpenReporterOptions, openReporter } from '../../src/report/open-reporter.ts'
import { manifestOf } from '../support/manifest.ts'
import { nullFailure, readFile, runScript, sqlFailed, stoppedTime } from '../support/run-script.ts'

const manifest = manifestOf(`
  model gold/dim_supplier layer=gold
  model gold/fct_sales layer=gold < dim_supplier
  test not_null_dim_supplier_nation_key generic=not_null column=nation_key path=models/gold/dim_supplier.yml < dim_supplier
  test unique_dim_supplier_nation_key generic=unique column=nation_key < dim_supplier
`)

function opened(options: Partial<OpenReporterOptions>) {
  const time = stoppedTime(new Date(Date.UTC(2026, 10, 23, 4, 12, 0)))
  const written = { stdout: '', stderr: '', summary: '' }
  const reporter = openReporter({
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    environment: {},
    logFormat: 'text',
    progress: 'auto',
    noColor: true,
    pid: 7,
    clock: time.clock,
    version: '0.3.0',
    read: readFile,
    appendFile: (path, text) => (written.summary += `${path}: ${text}`),
    ...options,
  })
  return { reporter, time, written, run: runScript(manifest, reporter.report, time) }
}

function play({ run, time, reporter }: ReturnType<typeof opened>): void {
  run.begin()
  run.start('dim_supplier')
  time.pass(2)
  run.finish('dim_supplier', { status: 'success', seconds: 2, rows: 10_000, bytes: 812 })
  run.finish('not_null_dim_supplier_nation_key', {
    status: 'fail',
    seconds: 0.04,
    failure: { ...nullFailure, rows: [] },
  })
  run.finish('unique_dim_supplier_nation_key', { status: 'warn', seconds: 0.04, failure: { ...nullFailure, rows: [] } })
  run.finish('fct_sales', { status: 'error', seconds: 0.04, diagnostic: sqlFailed })
  run.end()
  reporter.close()
}

test('quiet says what failed, and nothing else', () => {
  const quiet = opened({ level: 'error' })
  play(quiet)
  expect(quiet.written.stdout.split('\n')).toEqual([
    `${'FAIL  not_null(nation_key) on gold.dim_supplier'.padEnd(62)}models/gold/dim_supplier.yml:1`,
    '  3 of 10,000 rows (0.03%) - severity error - fails at >0',
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
  ])
  expect(quiet.written.stderr).toBe('')
})

describe('JSON', () => {
  const json = opened({ logFormat: 'json' })
  play(json)
  const lines = json.written.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

  test('is one object a line with the codes that readers of dbt know', () => {
    expect(lines.map(({ info }) => `${info.code} ${info.name} ${info.level}`)).toEqual([
      'A001 MainReportVersion info',
      'W006 FoundStats info',
      'Q027 ConcurrencyLine info',
      'Q011 LogStartLine info',
      'Q012 LogModelResult info',
      'Q007 LogTestResult error',
      'Q007 LogTestResult warn',
      'Q012 LogModelResult error',
      'Z030 EndOfRunSummary error',
      'Z022 RunResultFailure error',
      'Z024 RunResultError error',
      'Z026 SQLCompiledPath info',
      'Z022 RunResultFailure error',
      'Z024 RunResultError error',
      'Z021 RunResultWarning warn',
      'Z046 RunResultWarningMessage warn',
      'Z026 SQLCompiledPath info',
      'Z023 StatsLine info',
    ])
  })

  test('says which node, what became of it, and where a mistake is', () => {
    expect(lines[4]).toEqual({
      data: {
        index: 1,
        total: 4,
        status: 'success',
        execution_time: 2,
        description: 'model gold.dim_supplier',
        rows: 10_000,
        bytes: 812,
        node_info: {
          unique_id: 'model.tpch.dim_supplier',
          node_name: 'dim_supplier',
          node_path: 'models/gold/dim_supplier.sql',
          resource_type: 'model',
          materialized: 'parquet',
          node_status: 'success',
          node_started_at: '2026-11-23T04:12:00.000Z',
          node_finished_at: '2026-11-23T04:12:02.000Z',
        },
      },
      info: {
        category: '',
        code: 'Q012',
        extra: {},
        invocation_id: '20261123-0412',
        level: 'info',
        msg: '1 of 4 SUCCESS model gold.dim_supplier in 2.00s',
        name: 'LogModelResult',
        pid: 7,
        thread: 'MainThread',
        ts: '2026-11-23T04:12:02.000Z',
      },
    })
    expect(lines[7].data.diagnostic).toEqual({
      code: 'run/sql-failed',
      message: 'Binder error: Referenced column "custmer_id" not found.',
      hint: 'Did you mean "customer_id"?',
      place: 'models/gold/fct_sales.sql:2:3',
    })
    expect(lines[9].info.msg).toBe('[ERROR]: in test not_null_dim_supplier_nation_key (models/gold/dim_supplier.yml)')
    expect(lines[10].data.msg).toBe('Got 3 results, configured to fail if != 0')
    expect(lines.at(-1).data.stats).toEqual({ pass: 1, warn: 1, error: 2, skip: 0, 'no-op': 0, reused: 0, total: 4 })
  })
})

describe('in a job of GitHub', () => {
  const job = opened({ environment: { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY: 'page.md' } })
  play(job)

  test('what failed is annotated at its line, and the log still ends in Done', () => {
    const lines = job.written.stdout.trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('::'))).toEqual([
      '::error file=models/gold/dim_supplier.yml,line=1,col=1,title=not_null(nation_key) on gold.dim_supplier::3 rows of the test not_null_dim_supplier_nation_key',
      '::warning file=data-tests/unique_dim_supplier_nation_key.yml,title=unique(nation_key) on gold.dim_supplier::3 rows of the test unique_dim_supplier_nation_key',
      '::error file=models/gold/fct_sales.sql,line=2,col=3,title=run/sql-failed::Binder error: Referenced column "custmer_id" not found.%0ADid you mean "customer_id"?',
    ])
    expect(lines.at(-1)).toMatch(/Done\. PASS=1 WARN=1 ERROR=2/)
  })

  test('the page of the job has a table of what went wrong', () => {
    expect(job.written.summary).toBe(
      [
        'page.md: ### tpchmodel',
        '',
        'Built 1, failed 2 · 0/2 tests passed · 10,000 rows, 812 B written · 2.00s<br>Done. PASS=1 WARN=1 ERROR=2 SKIP=0 NO-OP=0 REUSED=0 TOTAL=4',
        '',
        '| status | node | test | time | place |',
        '| --- | --- | --- | ---: | --- |',
        '| fail | gold.dim\\_supplier | not\\_null(nation\\_key) | 0.04s | models/gold/dim\\_supplier.yml:1 |',
        '| warn | gold.dim\\_supplier | unique(nation\\_key) | 0.04s | data-tests/unique\\_dim\\_supplier\\_nation\\_key.yml |',
        '| error | gold.fct\\_sales |  | 0.04s | models/gold/fct\\_sales.sql:2 |',
        '',
        '',
      ].join('\n'),
    )
  })

  test('commands inside of messages and names are text', () => {
    const evil = {
      ...sqlFailed,
      message: '50% wrong\n::set-env name=x::y',
      location: { file: 'a,b::c.sql', start: 0, end: 0 },
    }
    expect(githubMistakes([evil], readFile).annotations).toBe(
      '::error file=a%2Cb%3A%3Ac.sql,title=run/sql-failed::50%25 wrong%0A::set-env name=x::y%0ADid you mean "customer_id"?\n',
    )
  })
})

describe('which reporter is opened', () => {
  const tty = (write: (text: string) => unknown) => ({ write, isTTY: true, columns: 80, rows: 24 })
  test('live rows are for people: two terminals, no CI, no dumb terminal, nothing that forbids them', async () => {
    const drawsAfter = async (options: Partial<OpenReporterOptions>, { out = true, err = true } = {}) => {
      let drawn = ''
      const { reporter, run } = opened({
        stdout: out ? tty(() => undefined) : { write: () => undefined },
        stderr: err ? tty((text) => (drawn += text)) : { write: (text) => (drawn += text) },
        ...options,
      })
      run.begin()
      run.start('dim_supplier')
      for (let tries = 0; tries < 30 && drawn === ''; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10))
      reporter.close()
      return drawn.includes('waiting')
    }
    expect(await drawsAfter({})).toBe(true)
    expect(await drawsAfter({}, { out: false })).toBe(false)
    expect(await drawsAfter({}, { err: false })).toBe(false)
    expect(await drawsAfter({ environment: { CI: 'true' } })).toBe(false)
    expect(await drawsAfter({ environment: { TERM: 'dumb' } })).toBe(false)
    expect(await drawsAfter({ progress: 'plain' })).toBe(false)
    expect(await drawsAfter({ level: 'error' })).toBe(false)
    expect(await drawsAfter({ progress: 'live' }, { out: false, err: false })).toBe(true)
  })

  test('a process that exits in the middle gives the cursor back, and a closed reporter waits for no exit', () => {
    const before = process.listenerCount('exit')
    const { reporter } = opened({})
    expect(process.listenerCount('exit')).toBe(before + 1)
    reporter.close()
    expect(process.listenerCount('exit')).toBe(before)
  })
})
