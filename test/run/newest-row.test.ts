import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { warningsWarn } from '../../src/diagnostics/warning-policy.ts'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { isSource } from '../../src/manifest/lookup.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { extractors } from '../../src/run/extractors.ts'
import { newestRow } from '../../src/run/newest-row.ts'
import { instantText } from '../../src/util/instant.ts'
import { nodeNamed, parsedFiles } from '../support/workspace.ts'

const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-newest-'))
let engine: Engine

beforeAll(async () => {
  engine = await openDuckDB({ path: ':memory:', spillFolder: folder, settings: { TimeZone: 'Asia/Tokyo' } })
  await engine.execute(`copy (select timestamp '2026-01-02 03:04:05.000006' as plain,
    timestamptz '2026-01-02 03:04:05.000006+02' as zoned, date '2026-01-02' as day, timestamp 'infinity' as never)
    to '${join(folder, 'arrivals.parquet')}'`)
})

afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function newest(field: string): Promise<string> {
  const text = `sources: [{name: s, tables: [{name: arrivals, config: {external_location: "${folder}/{name}.parquet"}}]}]`
  const source = nodeNamed(await parsedFiles({ 'models/sources.yml': text }), 'arrivals')
  if (!isSource(source)) throw new Error('It is no source.')
  const connections = extractors(
    () => Promise.reject(new Error('Nobody is asked.')),
    warningsWarn,
    () => undefined,
  )
  const asking = { engine, extractors: connections, projectRoot: folder, signal: new AbortController().signal }
  const { loadedAt, askedAt } = await newestRow(source, { loadedAt: { field, location: source.location } }, asking)
  expect(Math.abs(Number(askedAt / 1000n) - Date.now())).toBeLessThan(60_000)
  return loadedAt === undefined ? 'none' : instantText(loadedAt)
}

test('the newest row of a file is told to the microsecond in UTC, whatever the time zone of the session', async () => {
  expect(await newest('plain')).toBe('2026-01-02T03:04:05.000006+00:00')
  expect(await newest('zoned')).toBe('2026-01-02T01:04:05.000006+00:00')
  expect(await newest('day -- a comment')).toBe('2026-01-02T00:00:00+00:00')
  expect(await newest('plain::timestamp_ns')).toBe('2026-01-02T03:04:05.000006+00:00')
  expect(await newest('null::timestamp')).toBe('none')
})

test('a moment without an end is none', async () => {
  await expect(newest('never')).rejects.toThrow(
    'What tells the newest row of "s.arrivals" is "infinity", and no moment.',
  )
})
