import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadWorkspace, type Workspace } from '../../src/app/load-workspace.ts'
import { writeArtifacts } from '../../src/artifacts/write-artifacts.ts'
import { compiledNodes, invocation, summaryOf } from './support.ts'

let workspace: Workspace
beforeAll(async () => {
  workspace = await loadWorkspace({ projectDir: '.', environment: {} })
})

describe('The artifacts of the TPC-H project', () => {
  let target: string
  beforeEach(() => {
    target = mkdtempSync(join(tmpdir(), 'tpchmodel-artifacts-'))
  })
  afterEach(() => rmSync(target, { recursive: true, force: true }))

  const projectWith = (folder: string) => ({
    ...workspace.project,
    paths: { ...workspace.project.paths, target: folder },
  })

  async function write(folder: string, { withRun = true } = {}) {
    const run = { summary: summaryOf(workspace), command: 'build', args: {} }
    const compiled = compiledNodes(workspace)
    await writeArtifacts({
      ...workspace,
      project: projectWith(folder),
      invocation,
      compiled,
      ...(withRun && { run }),
    })
  }

  test('are the same bytes for the same input, and nothing else is left in the folder.', async () => {
    await write(target)
    const first = ['manifest.json', 'run_results.json'].map((name) => readFileSync(join(target, name), 'utf8'))
    await write(target)
    const second = ['manifest.json', 'run_results.json'].map((name) => readFileSync(join(target, name), 'utf8'))

    expect(second).toEqual(first)
    expect(readdirSync(target).sort()).toEqual(['manifest.json', 'run_results.json'])
  })

  test('name each other: parents mirror children, and every id that is named is there.', async () => {
    await write(target)
    const manifest = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'))
    const results = JSON.parse(readFileSync(join(target, 'run_results.json'), 'utf8'))
    const ids = [...Object.keys(manifest.nodes), ...Object.keys(manifest.sources)]
    const edges = (map: Readonly<Record<string, readonly string[]>>, flip: boolean) =>
      Object.entries(map)
        .flatMap(([id, others]) => others.map((other) => (flip ? `${other} ${id}` : `${id} ${other}`)))
        .sort()

    expect(ids.sort()).toEqual([...workspace.manifest.nodes.keys()].sort())
    expect(Object.keys(manifest.parent_map).sort()).toEqual(ids)
    expect(Object.keys(manifest.child_map).sort()).toEqual(ids)
    expect(edges(manifest.child_map, true)).toEqual(edges(manifest.parent_map, false))
    expect(ids).toEqual(expect.arrayContaining(Object.values(manifest.parent_map).flat()))
    expect(results.results.length).toBe(Object.keys(manifest.nodes).length)
  })

  test('tell the layer of a model and where a source comes from beside what the authors say in "meta".', async () => {
    await write(target)
    const { nodes, sources } = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'))

    expect(nodes['model.tpch.fct_orders'].meta.tpchmodel).toEqual({ layer: 'silver' })
    expect(nodes['model.tpch.fct_orders'].config.meta).not.toHaveProperty('tpchmodel')
    expect(sources['source.tpch.tpch.orders'].meta.tpchmodel).toMatchObject({
      connection: expect.any(String),
      origin: { identifier: 'orders' },
    })
  })

  test('of a command that runs nothing leave the results of the last run alone.', async () => {
    writeFileSync(join(target, 'run_results.json'), 'the last run')
    await write(target, { withRun: false })

    expect(readFileSync(join(target, 'run_results.json'), 'utf8')).toBe('the last run')
  })

  test('that cannot be written are named, and the folder is as it was.', async () => {
    mkdirSync(join(target, 'manifest.json', 'in-the-way'), { recursive: true })

    await expect(write(target)).rejects.toMatchObject({
      diagnostics: [
        { code: 'artifact/unwritable', message: expect.stringContaining('a folder of that name is there') },
      ],
    })
    expect(readdirSync(target)).toEqual(['manifest.json'])
  })
})
