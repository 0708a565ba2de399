import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { parquetOptions } from '../../src/plan/parquet-options.ts'
import { NodeFailure } from '../../src/run/built.ts'
import { writtenFiles } from '../../src/run/parquet-files.ts'
import { type PartitionedCopy, withinPartitionLimit } from '../../src/run/partition-limit.ts'
import { nodeNamed, parsedFiles } from '../support/workspace.ts'

/** A COPY of a model with the columns `a` and `b` into partitions of both, in a folder of its own. */
async function copying(sql: string | undefined, memoryLimit = '1GB'): Promise<PartitionedCopy> {
  const root = mkdtempSync(join(tmpdir(), 'tpchmodel-partitions-'))
  const engine = await openDuckDB({ path: ':memory:', spillFolder: join(root, 'spill'), memoryLimit, threads: 1 })
  onTestFinished(async () => {
    await engine[Symbol.asyncDispose]()
    rmSync(root, { recursive: true })
  })
  const node = nodeNamed(await parsedFiles({ 'models/gold/m.sql': 'select 1 as n' }), 'm')
  const options = parquetOptions({ partition_by: ['a', 'b'], max_partitions: 20 })
  return { node, options, folder: join(root, 'm'), sql, engine, signal: new AbortController().signal }
}

/** Makes folders of partitions until it is stopped, as a COPY does that has very many of them. */
function endless({ folder }: PartitionedCopy) {
  return async (signal: AbortSignal) => {
    for (let at = 0; !signal.aborted; at += 1) {
      mkdirSync(join(folder, `a=${at % 3}`, `b=${at}`), { recursive: true })
      await turn()
    }
    throw new Error('It was interrupted.')
  }
}

async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.catch((thrown: unknown) => thrown)
  return error instanceof NodeFailure ? error.diagnostic.message : undefined
}

test('a COPY that makes too many folders is stopped while it works, and its partitions are counted', async () => {
  const copy = await copying('select range % 3 as a, range as b from range(30000)')
  expect(await failureOf(withinPartitionLimit(copy, endless(copy)))).toBe(
    '"m" would be 30,000 folders of files, one for each value of "a", "b"; 20 are allowed.',
  )
})

test('the same for a query that cannot be asked again', async () => {
  const copy = await copying(undefined)
  expect(await failureOf(withinPartitionLimit(copy, endless(copy)))).toBe(
    '"m" would be more than 20 folders of files, one for each value of "a", "b"; 20 are allowed.',
  )
})

test('partitions that take all memory are what is told, and no file was written', async () => {
  const sql = 'select range % 3 as a, range % 20000 as b, range as n from range(600000)'
  const copy = await copying(sql, '200MB')
  const { folder, engine } = copy
  const written = withinPartitionLimit(copy, async (signal) => {
    const to = `to '${folder}' (format parquet, partition_by (a, b), return_stats true)`
    return writtenFiles(await engine.execute(`copy (${sql}) ${to}`, { signal }))
  })
  expect(await failureOf(written)).toContain('would be 60,000 folders')
  expect(existsSync(join(folder, 'a=0', 'b=0'))).toBe(false)
})

test('what the COPY fails of otherwise is its own failure', async () => {
  const copy = await copying('select 1 as a, 2 as b')
  const failing = withinPartitionLimit(copy, () => Promise.reject(new Error('The disk is on fire.')))
  await expect(failing).rejects.toThrow('The disk is on fire.')
})
