import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findDbt } from '../../scripts/test-servers.mjs'
import { parse } from '../../src/app/parse.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/util/json.ts'

/** Whether `npm test` could install it. With CI=true the test fails without it. */
function hasDbt(): boolean {
  const isThere = findDbt() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error('CI needs dbt: run npm test.')
  return isThere
}

/** Where the manifests may differ, and why. Every one of them must differ somewhere. */
const differences: readonly (readonly [path: RegExp, why: string])[] = [
  [/^metadata\/(generated_at|invocation_id|invocation_started_at|run_started_at|env|dbt_version)/, 'of each command'],
  [/^metadata\/(user_id|send_anonymous_usage_stats)$/, 'nothing is sent'],
  [/\/created_at$/, 'the moment of parsing'],
  [/^docs\/doc\.dbt\.__overview__\/block_contents$/, 'a page of our own'],
  [/^nodes\/test\..*\/depends_on\/macros$/, "dbt's own macros, which are not there"],
  [/^nodes\/test\..*\/raw_code$/, 'configuration stands in the configuration alone'],
  [/^nodes\/test\..*\/relation_name$/, 'failing rows are kept by a run, which says where'],
  [/^nodes\/test\..*\/config\/store_failures_as$/, 'as it was said'],
  [/^nodes\/test\..*\/refs$/, 'a model that is read twice is named once'],
  [/^nodes\/test\..*source_unique.*\/tags$/, 'tests of sources have tags of their own'],
  [/\/unrendered_config\//, 'what was said, as values; dbt has the last level, as text'],
  [/^macros\/.*\/config$/, "dbt's own JSON schema refuses it"],
  [/^groups\/.*\/config\//, 'groups have no configuration of models'],
  [/^(group_map|exposures\/.*\/depends_on)\//, 'in the order of their ids'],
  [/^unit_tests\/.*\/checksum$/, 'a hash of the same things by other means'],
]

test.skipIf(!hasDbt())(
  "a project's manifest has what dbt's has, key by key",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-manifest-'))
    try {
      cpSync('test/servers/projects/shop', folder, { recursive: true })
      const dbt = resolve(dirname(findDbt() ?? ''), 'dbt')
      execFileSync(dbt, ['--quiet', 'parse', '--profiles-dir', '.'], {
        cwd: folder,
        stdio: 'pipe',
        env: { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'true', HOME: folder },
      })
      const theirs = manifestIn(folder)
      await parse({ projectDir: folder, environment: {} })
      const found = [...compared(theirs, manifestIn(folder), '')]

      const isKnown = (path: string) => differences.some(([pattern]) => pattern.test(path))
      expect(found.filter(({ path }) => !isKnown(path))).toEqual([])
      expect(differences.filter(([pattern]) => !found.some(({ path }) => pattern.test(path)))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  180_000,
)

/** The manifest in a project's target folder, without macros and docs of other packages. */
function manifestIn(folder: string): JsonObject {
  const manifest: JsonObject = JSON.parse(readFileSync(join(folder, 'target/manifest.json'), 'utf8'))
  const macros = Object.entries(isJsonObject(manifest['macros'] ?? null) ? Object(manifest['macros']) : {})
  return {
    ...manifest,
    macros: Object.fromEntries(macros.filter(([id]) => id.startsWith('macro.shop.'))) as JsonObject,
  }
}

interface Difference {
  readonly path: string
  readonly dbt: Json | undefined
  readonly ours: Json | undefined
}

function* compared(dbt: Json | undefined, ours: Json | undefined, path: string): Generator<Difference> {
  if (dbt !== undefined && ours !== undefined && isJsonObject(dbt) && isJsonObject(ours)) {
    for (const key of new Set([...Object.keys(dbt), ...Object.keys(ours)])) {
      yield* compared(dbt[key], ours[key], path === '' ? key : `${path}/${key}`)
    }
  } else if (JSON.stringify(dbt) !== JSON.stringify(ours)) yield { path, dbt, ours }
}
