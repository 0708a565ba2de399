import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDbt } from '../../scripts/test-servers.mjs'
import { type LoadedManifest, loadManifest } from '../../src/app/load-manifest.ts'
import { parse } from '../../src/app/parse.ts'
import { readPast } from '../../src/app/read-past.ts'
import { selectorsJson } from '../../src/artifacts/selectors-json.ts'
import type { IndirectSelection } from '../../src/project/selection-words.ts'
import type { Past } from '../../src/select/match-criterion.ts'
import { select } from '../../src/select/select.ts'

/*
 * Random projects and expressions, which dbt's own selection answers. SELECTION_PROJECTS and SELECTION_SEED make more of
 * them, or others.
 */
const projects = Number(process.env['SELECTION_PROJECTS'] ?? 4)
const firstSeed = Number(process.env['SELECTION_SEED'] ?? 1)
const expressions = 200

interface Answer {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly selector?: string
  readonly indirect: IndirectSelection
  readonly ids: readonly string[]
}

/** What dbt says of a project. */
interface Expected {
  readonly answers: readonly Answer[]
  /** As its manifest keeps them. */
  readonly selectors: unknown
}

/** Whether `npm test` could install it. With CI=true the tests fail without it. */
function hasDbt(): boolean {
  const isThere = findDbt() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error('CI needs dbt: run npm test.')
  return isThere
}

describe.skipIf(!hasDbt())('Selection', () => {
  test('means the same nodes as in dbt, in random projects.', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tpchmodel-selection-')))
    try {
      const numbers = [projects, expressions, firstSeed].map(String)
      execFileSync(resolve(findDbt() ?? ''), ['test/servers/dbt-selection.py', folder, ...numbers], { stdio: 'pipe' })
      const found = []
      for (let seed = firstSeed; seed < firstSeed + projects; seed += 1) {
        const project = join(folder, `project-${seed}`)
        // The script wrote it.
        const expected = JSON.parse(readFileSync(join(project, 'expected.json'), 'utf8')) as Expected
        const { answers } = expected
        expect(answers).toHaveLength(expressions)
        expect(answers.filter(({ ids }) => ids.length > 0).length).toBeGreaterThan(expressions / 4)
        for (const difference of await differencesIn(project, expected)) found.push({ seed, ...difference })
      }
      expect(found).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 1_200_000)
})

/** With the state that dbt wrote, and with the one that this program writes. */
async function differencesIn(projectDir: string, { answers, selectors: kept }: Expected) {
  const loaded = await loadManifest({ projectDir, environment: {} })
  expect(selectorsJson(loaded.project.selectors)).toEqual(kept)
  const ofDbt = await readPast(new Set(['state']), 'state', loaded)
  await parse({ projectDir: `${projectDir}-before`, environment: {} })
  const own = await readPast(new Set(['state']), `${projectDir}-before/target`, loaded)
  return [...differences(loaded, answers, ofDbt), ...differences(loaded, answers, own)]
}

function differences({ manifest, graph, selectors }: LoadedManifest, answers: readonly Answer[], past: Past) {
  return answers.flatMap((answer) => {
    const { ids, ...asked } = answer
    const found = new Set<string>(select(manifest, graph, { ...asked, selectors, past }).ids)
    const missing = ids.filter((id) => !found.has(id))
    const added = [...found].filter((id) => !ids.includes(id))
    return missing.length + added.length === 0 ? [] : [{ ...asked, missing, added }]
  })
}
