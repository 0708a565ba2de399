import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { type Engine, QueryError } from '../../src/ports/engine.ts'

const secret = 'TOP-SECRET'

/** A folder that statements may read, in one that they may not, with links that lead out of it. */
function folders(): { readonly root: string; readonly open: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tpchmodel-guard-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const open = join(root, 'lake')
  for (const name of ['lake/sub', 'lake2', 'spill']) mkdirSync(join(root, name), { recursive: true })
  for (const name of ['secret.csv', 'lake2/secret.csv']) writeFileSync(join(root, name), `a,b\n1,${secret}\n`)
  writeFileSync(join(open, 'fine.csv'), 'a,b\n1,fine\n')
  symlinkSync(join(root, 'secret.csv'), join(open, 'link.csv'))
  symlinkSync(root, join(open, 'linked'))
  return { root, open }
}

async function guarded({ root, open }: { readonly root: string; readonly open: string }): Promise<Engine> {
  return openDuckDB({ path: ':memory:', spillFolder: join(root, 'spill'), guard: { folders: [open], files: [] } })
}

/** What a query gave, as text; or that it was refused. */
async function asked(engine: Engine, sql: string): Promise<string> {
  try {
    return JSON.stringify((await engine.execute(sql)).rows)
  } catch (error) {
    if (error instanceof QueryError) return 'refused'
    throw error
  }
}

const readers = [
  'read_text',
  'read_blob',
  'read_csv',
  'sniff_csv',
  'read_json_auto',
  'read_json_objects',
  'read_parquet',
]
const others = ['parquet_metadata', 'parquet_schema', 'glob', 'query_table', 'read_duckdb']

test('no function and no name reads a file outside, by links, patterns, addresses or parents either', async () => {
  const place = folders()
  const { root, open } = place
  await using engine = await guarded(place)
  expect(await asked(engine, `select b from read_csv('${open}/fine.csv')`)).toBe('[["fine"]]')
  const paths = [
    ...['secret.csv', 'lake2/secret.csv', 'lake/../secret.csv', 'lake//../secret.csv', '*.csv'].map((name) =>
      join(root, name),
    ),
    `${open}/../secret.csv`,
    `${open}/./../secret.csv`,
    `${open}/*/../../secret.csv`,
    ...['link.csv', 'linked/secret.csv', '**/secret.csv', '%2e%2e/secret.csv'].map((name) => join(open, name)),
    ...['', '//', '//localhost'].map((prefix) => `file:${prefix}${root}/secret.csv`),
    ...['/etc/passwd', '/proc/self/environ', '~/.aws/credentials', 'package.json', './package.json', '/dev/stdin'],
    ...['https://example.com/a.csv', 'http://169.254.169.254/latest', 's3://bucket/a.csv', 'hf://datasets/a/b.csv'],
  ]
  const calls = [...readers, ...others].map((name) => (path: string) => `${name}('${path}')`)
  const named = (path: string) => `'${path}'`
  const quoted = (path: string) => `query('select * from ''${path}''')`
  for (const path of paths) {
    for (const call of [...calls, named, quoted]) {
      const answer = await asked(engine, `select * from ${call(path)}`)
      expect(['refused', '[]'], `${call(path)}: ${answer}`).toContain(answer)
    }
  }
})

test('what would give names of files, settings with credentials, or variables gives nothing', async () => {
  const place = folders()
  await using engine = await guarded(place)
  for (const sql of [
    "select getenv('HOME')",
    `select * from glob('${place.root}/*')`,
    "select * from sql_auto_complete('select * from ''/et')",
    'select * from duckdb_secrets()',
    "select current_setting('s3_secret_access_key')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''/etc/passwd'')'))",
  ]) {
    const answer = await asked(engine, sql)
    expect(['refused', '[]'], `${sql}: ${answer}`).toContain(answer)
  }
})

test('a SELECT changes nothing of what DuckDB does, and writes no log', async () => {
  const place = folders()
  await using engine = await guarded(place)
  const log = join(place.open, 'log')
  for (const call of [
    'enable_logging()',
    `enable_logging(storage := 'file', storage_path := '${log}')`,
    "enable_logging(level = 'debug', storage = 'stdout')",
    "ENABLE_LOGGING('QueryLog')",
    'disable_logging()',
    'truncate_duckdb_logs()',
    'enable_profiling()',
    'disable_profiling()',
    'enable_peg_parser()',
    'disable_peg_parser()',
    'checkpoint()',
    'force_checkpoint()',
  ]) {
    expect(await asked(engine, `select * from ${call}`), call).toBe('refused')
    expect(await asked(engine, `select * from query('select * from ' || '${call.replaceAll("'", "''")}')`), call).toBe(
      'refused',
    )
  }
  expect(existsSync(log)).toBe(false)
  expect(await asked(engine, 'select 1')).toBe('[[1]]')
})
