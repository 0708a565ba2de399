import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findArtifactReaders } from '../../scripts/test-servers.mjs'
import { loadWorkspace } from '../../src/app/load-workspace.ts'
import { catalogJson } from '../../src/artifacts/catalog-json.ts'
import { writeArtifacts } from '../../src/artifacts/write-artifacts.ts'
import { compiledNodes, invocation, summaryOf, tablesOf } from '../artifacts/support.ts'

/** Whether `npm test` could install them. With CI=true the tests fail without them. */
function hasReaders(): boolean {
  const isThere = findArtifactReaders() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error("CI needs readers of dbt's artifacts: run npm test.")
  return isThere
}

describe.skipIf(!hasReaders())("dbt's JSON schemas, and a parser that refuses unknown fields,", () => {
  test.each(['.', 'test/artifacts/projects/shop', 'test/artifacts/projects/declared'])(
    'accept every artifact of %s.',
    async (projectDir) => {
      const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-conformance-'))
      try {
        const workspace = await loadWorkspace({ projectDir, environment: {} })
        const project = { ...workspace.project, paths: { ...workspace.project.paths, target: folder } }
        const run = { summary: summaryOf(workspace), command: 'build', args: { select: ['gold+'] } }
        await writeArtifacts({ ...workspace, project, invocation, compiled: compiledNodes(workspace), run })
        const catalog = catalogJson({ ...workspace, invocation, tables: tablesOf(workspace), errors: [] })
        writeFileSync(join(folder, 'catalog.json'), [...catalog].join(''))

        const python = findArtifactReaders() ?? ''
        expect(execFileSync(python, ['test/servers/check-artifacts.py', folder], { encoding: 'utf8' })).toBe('')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
