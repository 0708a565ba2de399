import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findArtifactReaders } from '../../scripts/test-servers.mjs'
import { loadWorkspace, type Workspace } from '../../src/app/load-workspace.ts'
import { catalogJson } from '../../src/artifacts/catalog-json.ts'
import { sourcesJson } from '../../src/artifacts/sources-json.ts'
import { writeArtifacts } from '../../src/artifacts/write-artifacts.ts'
import { isDataNode, isTest } from '../../src/manifest/lookup.ts'
import { agesOf, compiledNodes, invocation, summaryOf, tablesOf } from '../artifacts/support.ts'

/** Whether `npm test` could install them. With CI=true the tests fail without them. */
function hasReaders(): boolean {
  const isThere = findArtifactReaders() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error("CI needs readers of dbt's artifacts: run npm test.")
  return isThere
}

/** Lends a folder with every artifact of a project. */
async function withArtifacts(projectDir: string, use: (folder: string, workspace: Workspace) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-conformance-'))
  try {
    const workspace = await loadWorkspace({ projectDir, environment: {}, targetPath: folder })
    const run = { summary: summaryOf(workspace), command: 'build', args: { select: ['gold+'] } }
    await writeArtifacts({ ...workspace, invocation, compiled: compiledNodes(workspace), run })
    const catalog = catalogJson({ invocation, tables: tablesOf(workspace), errors: ['No table "a".'] })
    writeFileSync(join(folder, 'catalog.json'), [...catalog].join(''))
    writeFileSync(
      join(folder, 'sources.json'),
      [...sourcesJson({ invocation, runs: agesOf(workspace), seconds: 1 })].join(''),
    )
    use(folder, workspace)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function python(script: string, folder: string): string {
  return execFileSync(findArtifactReaders() ?? '', [script, folder], { encoding: 'utf8', stdio: 'pipe' })
}

describe.skipIf(!hasReaders())("dbt's JSON schemas, and a parser that refuses unknown fields,", () => {
  test.each(['.', 'test/artifacts/projects/shop', 'test/artifacts/projects/declared'])(
    'accept every artifact of %s.',
    async (projectDir) => {
      await withArtifacts(projectDir, (folder) => {
        expect(python('test/servers/check-artifacts.py', folder)).toBe('')
      })
    },
  )
})

describe.skipIf(!hasReaders())('Programs that read artifacts', () => {
  test('draw every model and every tested relation, and count the same documented columns.', async () => {
    await withArtifacts('.', (folder, workspace) => {
      const seen = JSON.parse(python('test/servers/read-artifacts.py', folder))

      const nodes = [...workspace.manifest.nodes.values()]
      const columns = nodes.filter(isDataNode).flatMap((node) => node.columns)
      expect(seen.tables).toEqual(nodes.flatMap(({ id, type }) => (type === 'model' ? [id] : [])).sort())
      expect(seen.relations).toEqual(relationsOf(workspace))
      expect(seen.relations.length).toBeGreaterThan(10)
      expect(seen.columns).toBe(columns.length)
      expect(seen.documented).toBe(columns.filter(({ description }) => description !== '').length)
    })
  })
})

/** Pairs of a model and the one that its tests of relationships look into. */
function relationsOf({ manifest }: Workspace): readonly (readonly [string, string])[] {
  return [...manifest.nodes.values()]
    .filter(isTest)
    .flatMap(({ generic, dependsOn }) => {
      if (generic?.testName.startsWith('relationships') !== true) return []
      const parent = dependsOn.find((id) => id !== generic.attachedTo) ?? generic.attachedTo
      // Seeds are not drawn.
      return manifest.nodes.get(parent)?.type === 'model' ? [[generic.attachedTo, parent] as const] : []
    })
    .sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1))
}
