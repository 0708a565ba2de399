import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDbt } from '../../scripts/test-servers.mjs'
import { loadManifest } from '../../src/app/load-manifest.ts'
import { selectorsJson } from '../../src/artifacts/selectors-json.ts'
import type { IndirectSelection } from '../../src/project/selection-words.ts'
import { select } from '../../src/select/select.ts'

/*
 * Random projects and expressions, which dbt's own selection answers. SELECTION_PROJECTS and SELECTION_SEED make more of
 * them, or others.
 */
const projects = Number(process.env['SELECTION_PROJECTS'] ?? 6)
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
      const differences = []
      for (let seed = firstSeed; seed < firstSeed + projects; seed += 1) {
        const project = join(folder, `project-${seed}`)
        // The script wrote it.
        const expected = JSON.parse(readFileSync(join(project, 'expected.json'), 'utf8')) as Expected
        const { answers } = expected
        expect(answers).toHaveLength(expressions)
        expect(answers.filter(({ ids }) => ids.length > 0).length).toBeGreaterThan(expressions / 4)
        for (const difference of await differencesIn(project, expected)) differences.push({ seed, ...difference })
      }
      expect(differences).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

async function differencesIn(projectDir: string, { answers, selectors: kept }: Expected) {
  const { manifest, graph, selectors, project } = await loadManifest({ projectDir, environment: {} })
  expect(selectorsJson(project.selectors)).toEqual(kept)
  return answers.flatMap((answer) => {
    const { ids, ...asked } = answer
    const found = new Set<string>(select(manifest, graph, { ...asked, selectors }).ids)
    const missing = ids.filter((id) => !found.has(id))
    const added = [...found].filter((id) => !ids.includes(id))
    return missing.length + added.length === 0 ? [] : [{ ...asked, missing, added }]
  })
}
