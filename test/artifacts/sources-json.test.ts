import { expect, test } from 'vitest'
import { sourcesJson } from '../../src/artifacts/sources-json.ts'
import type { NodeResult } from '../../src/run/events.ts'
import { nodeNamed, parsedFiles } from '../support/workspace.ts'
import { invocation, runOf } from './support.ts'

const files = {
  'models/sources.yml': `sources:
  - name: shop
    tables:
      - name: orders
        loaded_at_field: at
        freshness: {warn_after: {count: 2, period: hour}, error_after: null, filter: id > 0}
`,
}
const age = { loadedAt: 1_767_225_600_000_001n, askedAt: 1_767_229_200_000_000n, seconds: 3599.999999 }
const none = { loadedAt: undefined, askedAt: 1_767_229_200_000_000n, seconds: undefined }

test('a source has its age and its limits, one without rows is older than everything, and one that failed has an error', async () => {
  const node = nodeNamed(await parsedFiles(files), 'orders')
  const results: readonly NodeResult[] = [
    { status: 'fresh', seconds: 0.25, age },
    { status: 'aging', seconds: 0.25, age },
    { status: 'stale', seconds: 0.25, age: none },
    {
      status: 'error',
      seconds: 0.25,
      diagnostic: { code: 'run/age-unknown', message: 'Nothing tells.', location: node.location },
    },
    { status: 'skipped', reason: 'the check was interrupted' },
  ]
  const runs = results.map((result, index) => runOf(node, result, index * 1000, index * 1000 + 250))
  const written = JSON.parse([...sourcesJson({ invocation, runs, seconds: 2 })].join(''))

  expect(written.metadata.dbt_schema_version).toBe('https://schemas.getdbt.com/dbt/sources/v3.json')
  expect(written.elapsed_time).toBe(2)
  expect(written.results).toHaveLength(4)
  expect(written.results[0]).toEqual({
    unique_id: 'source.shop.shop.orders',
    max_loaded_at: '2026-01-01T00:00:00.000001+00:00',
    snapshotted_at: '2026-01-01T01:00:00+00:00',
    max_loaded_at_time_ago_in_s: 3599.999999,
    status: 'pass',
    criteria: { warn_after: { count: 2, period: 'hour' }, error_after: null, filter: 'id > 0' },
    adapter_response: { _message: 'OK' },
    timing: [
      { name: 'compile', started_at: '2026-01-02T03:04:05.678Z', completed_at: '2026-01-02T03:04:05.678Z' },
      { name: 'execute', started_at: '2026-01-02T03:04:05.678Z', completed_at: '2026-01-02T03:04:05.928Z' },
    ],
    thread_id: 'Thread-1 (worker)',
    execution_time: 0.25,
  })
  expect(written.results[1].status).toBe('warn')
  expect(written.results[2]).toMatchObject({
    status: 'error',
    max_loaded_at: '0001-01-01T00:00:00+00:00',
    max_loaded_at_time_ago_in_s: 63_902_826_000,
  })
  expect(written.results[3]).toEqual({
    unique_id: 'source.shop.shop.orders',
    error: 'Nothing tells. (models/sources.yml)',
    status: 'runtime error',
  })
})
