import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileError } from '../../src/ports/file-system.ts'
import { findProject } from '../../src/project/find-project.ts'
import { listSourceFiles, type SourceFile } from '../../src/project/source-files.ts'
import { memoryFiles } from './support.ts'

const paths = {
  models: ['models'],
  macros: ['macros'],
  seeds: ['seeds'],
  snapshots: ['snapshots'],
  tests: ['tests'],
  target: 'target',
  cleanTargets: [],
}

function memory(...names: readonly string[]) {
  return memoryFiles(Object.fromEntries(names.map((name) => [name, ''])))
}

function pathsOf(files: readonly SourceFile[]): readonly string[] {
  return files.map(({ path }) => path)
}

test('files are sorted by what they are', async () => {
  const files = memory(
    'models/gold/b.sql',
    'models/a.SQL',
    'models/_models.yml',
    'models/sources.yaml',
    'models/readme.md',
    'models/notes.txt',
    'seeds/r.csv',
    'seeds/r.yml',
    'macros/m.sql',
    'macros/m.yml',
    'tests/t.sql',
    'tests/generic/g.sql',
    'tests/fixtures/f.csv',
    'other/x.sql',
  )
  const { files: found, diagnostics } = await listSourceFiles({ paths }, files)
  expect(diagnostics).toEqual([])
  const lists = {
    models: pathsOf(found.models),
    seeds: pathsOf(found.seeds),
    macros: pathsOf(found.macros),
    tests: pathsOf(found.tests),
    genericTests: pathsOf(found.genericTests),
    properties: pathsOf(found.properties),
    docs: pathsOf(found.docs),
  }
  expect(lists).toEqual({
    models: ['models/a.SQL', 'models/gold/b.sql'],
    seeds: ['seeds/r.csv'],
    macros: ['macros/m.sql'],
    tests: ['tests/t.sql'],
    genericTests: ['tests/generic/g.sql'],
    properties: ['macros/m.yml', 'models/_models.yml', 'models/sources.yaml', 'seeds/r.yml'],
    docs: ['models/readme.md'],
  })
})

test('a file that two folders hold is listed once, with the first', async () => {
  const files = memory('models/gold/a.sql', 'models/a.yml')
  const { files: found } = await listSourceFiles(
    { paths: { ...paths, models: ['models', 'models/gold'], tests: ['models'] } },
    files,
  )
  expect(found.models).toEqual([{ path: 'models/gold/a.sql', folder: 'models' }])
  expect(found.properties).toEqual([{ path: 'models/a.yml', folder: 'models' }])
})

test('what was compiled is no source', async () => {
  const { files: found } = await listSourceFiles(
    { paths: { ...paths, models: ['build'], target: 'build/target' } },
    memory('build/a.sql', 'build/target/compiled/a.sql'),
  )
  expect(found.models).toEqual([{ path: 'build/a.sql', folder: 'build' }])
})

test('folders that cannot be listed are reported; the rest is listed, models in Python too', async () => {
  const files = memory('models/a.py', 'models/b.sql')
  const list = async (folder: string) => {
    if (folder === 'seeds') throw new FileError('"seeds" is a file, a folder is expected.')
    return files.list(folder)
  }
  const { files: found, diagnostics } = await listSourceFiles({ paths }, { ...files, list })
  expect(found.models).toHaveLength(1)
  expect(pathsOf(found.python)).toEqual(['models/a.py'])
  expect(diagnostics.map(({ message }) => message)).toEqual(['"seeds" is a file, a folder is expected.'])
})

test('a project is the nearest folder upwards that holds a project file', async () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'find-')))
  mkdirSync(join(base, 'shop', 'models', 'gold'), { recursive: true })
  expect((await findProject(join(base, 'shop', 'models'))).ok).toBe(false)
  writeFileSync(join(base, 'shop', 'dbt_project.yml'), '')
  const root = join(base, 'shop')
  expect(await findProject(join(root, 'models', 'gold'))).toEqual({ ok: true, root, file: 'dbt_project.yml' })
  writeFileSync(join(base, 'shop', 'project.yml'), '')
  mkdirSync(join(base, 'shop', 'models', 'project.yml'))
  expect(await findProject(join(root, 'models'))).toEqual({ ok: true, root, file: 'project.yml' })
  const none = await findProject(base)
  expect(none.ok ? [] : none.diagnostics.map(({ code }) => code)).toEqual(['project/not-found'])
  rmSync(base, { recursive: true })
})
