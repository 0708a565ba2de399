import { describe, expect, test } from 'vitest'
import { runResultsJson } from '../../src/artifacts/run-results-json.ts'
import { threadNames } from '../../src/artifacts/thread-names.ts'
import type { NodeRun } from '../../src/run/events.ts'
import { model, singularTest } from './nodes.ts'
import { invocation, modelResults, runOf, testResults } from './support.ts'

const orders = model('orders', 'models/orders.sql')
const sums = singularTest('sums', 'data-tests/sums.sql')

function written(runs: readonly NodeRun[]) {
  const summary = { runId: 'r', runs, seconds: 12.5, published: [], interrupted: false, diagnostics: [] }
  const input = { summary, invocation, compiled: new Map(), command: 'build', args: { select: ['gold+'] } }
  return JSON.parse([...runResultsJson(input)].join(''))
}

describe('run_results.json', () => {
  test('says who wrote it, when, and with which options.', () => {
    expect(written([])).toEqual({
      metadata: {
        dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
        dbt_version: '1.12.0',
        generated_at: '2026-01-02T03:04:09.000Z',
        invocation_id: invocation.invocationId,
        invocation_started_at: '2026-01-02T03:04:05.678Z',
        env: { TEAM: 'finance', tpchmodel_version: expect.any(String) },
      },
      results: [],
      elapsed_time: 12.5,
      args: { select: ['gold+'], which: 'build' },
    })
  })

  test('has every field of a result, in the order of dbt.', () => {
    const { results } = written([runOf(orders, { status: 'success', seconds: 1.5, rows: 3, bytes: 1024 })])

    expect(results).toEqual([
      {
        status: 'success',
        timing: [
          { name: 'compile', started_at: '2026-01-02T03:04:05.678Z', completed_at: '2026-01-02T03:04:05.678Z' },
          { name: 'execute', started_at: '2026-01-02T03:04:05.678Z', completed_at: '2026-01-02T03:04:06.678Z' },
        ],
        thread_id: 'Thread-1 (worker)',
        execution_time: 1.5,
        adapter_response: { _message: 'OK', rows_affected: 3, bytes: 1024 },
        message: 'OK',
        failures: null,
        unique_id: 'model.shop.orders',
        compiled: false,
        compiled_code: null,
        relation_name: '"gold"."orders"',
        batch_results: null,
      },
    ])
  })

  test('has a status of dbt for every way a model can end.', () => {
    const { results } = written(modelResults.map((result) => runOf(orders, result)))

    expect(results).toMatchObject([
      { status: 'success', message: 'OK' },
      { status: 'success', message: 'REUSED', adapter_response: { run: '20260101T000000Z-1' } },
      { status: 'error', message: 'There is no table "a".', execution_time: 0.5 },
      { status: 'skipped', message: 'orders failed', timing: [], execution_time: 0 },
    ])
  })

  test('has a status and the number of failures for every way a test can end.', () => {
    const { results } = written(testResults.map((result) => runOf(sums, result)))

    expect(results).toMatchObject([
      { status: 'pass', message: null, failures: 0, relation_name: null },
      { status: 'warn', message: 'Got 2 results, configured to warn if != 0', failures: 2 },
      { status: 'fail', message: 'Got 1 result, configured to fail if != 0', failures: 1 },
      { status: 'error', failures: null },
      { status: 'skipped', failures: null },
    ])
  })
})

test('Runs that overlap are of different threads, and a free thread is used again.', () => {
  const run = (from: number, to: number) => runOf(orders, { status: 'pass', seconds: 0 }, from, to)

  expect(threadNames([run(0, 10), run(5, 20), run(10, 15), run(12, 13), run(20, 30)])).toEqual([
    'Thread-1 (worker)',
    'Thread-2 (worker)',
    'Thread-1 (worker)',
    'Thread-3 (worker)',
    'Thread-1 (worker)',
  ])
})
