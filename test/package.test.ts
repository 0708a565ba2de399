import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Manifest {
  readonly type: string
  readonly engines: { readonly node: string }
  readonly bin: Readonly<Record<string, string>>
  readonly exports: { readonly '.': Readonly<Record<string, string>> }
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

interface Locked {
  readonly version: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

// npm's own files, in the shape that npm gives them.
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const locked = (
  JSON.parse(readFileSync('package-lock.json', 'utf8')) as { readonly packages: Readonly<Record<string, Locked>> }
).packages

describe('package.json', () => {
  test('the program and the API are the ones that are built, for Node 20.19 and later', () => {
    expect(manifest.type).toBe('module')
    expect(manifest.engines.node).toBe('>=20.19')
    expect(manifest.bin).toEqual({ tpchmodel: 'dist/cli/main.cjs' })
    expect(manifest.exports['.']).toEqual({ types: './dist/index.d.ts', default: './dist/index.js' })
  })

  test('every dependency has one exact version', () => {
    const versions = [...Object.values(manifest.dependencies), ...Object.values(manifest.devDependencies)]
    expect(versions.length).toBeGreaterThan(10)
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([])
  })

  test('nothing runs with a package that was not agreed on', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual([
      '@aws-sdk/client-s3',
      '@aws-sdk/lib-storage',
      '@dagrejs/graphlib',
      '@duckdb/node-api',
      '@electric-sql/pglite',
      '@electric-sql/pglite-socket',
      'commander',
      'nunjucks',
      'pg',
      'pg-copy-streams',
      'yaml',
    ])
  })
})

describe('package-lock.json', () => {
  test('it names the packages of every platform, so that npm ci works on each', () => {
    const wanted = Object.values(locked).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    const there = new Set(Object.keys(locked).map((path) => path.split('node_modules/').at(-1)))
    expect(wanted.length).toBeGreaterThan(20)
    expect(wanted.filter((name) => !there.has(name))).toEqual([])
  })

  test('no package needs a script to be installed, and none comes from a fixed address', () => {
    const running = Object.entries(locked).filter(([, { dev }]) => dev !== true)
    expect(running.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([])
    expect(Object.values(locked).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })
})

describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-package-'))
  const installed = join(folder, 'node_modules/tpchmodel')
  const program = join(installed, 'dist/cli/main.cjs')
  let files: readonly string[]
  let bytes: number

  beforeAll(() => {
    const packed = pack(folder)
    files = packed.files
    bytes = packed.bytes
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['-xzf', packed.file, '-C', installed, '--strip-components=1'])
    linkRuntimePackages(join(folder, 'node_modules'))
    write(folder, { 'package.json': '{"private": true}' })
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('it holds the program, the API with its types, the sample and the docs, and no sources or tests', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'profiles.example.yml',
        '.env.example',
        'dist/cli/main.cjs',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/build-id',
        'sample/tpch/lineitem.parquet',
        'docs/errors.md',
        'schemas/project.json',
        'templates/starter/project.yml',
      ]),
    )
    const known =
      /^(?:dist\/.+\.(?:js|cjs|d\.ts|d\.cts)|dist\/build-id|sample\/.+|schemas\/[\w-]+\.json|templates\/.+|docs\/.+\.md|[A-Z]+\.md|LICENSE|package\.json|profiles\.example\.yml|\.env\.example)$/
    expect(files.filter((file) => !known.test(file))).toEqual([])
    expect(bytes).toBeLessThan(4_000_000)
  })

  test('it is put together as npm and bundlers expect', async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true })
    expect(messages).toEqual([])
  })

  test('the program runs where nothing else is installed', () => {
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string }
    expect(node(folder, program, '--version')).toBe(`tpchmodel ${version}\n`)
    expect(node(folder, program, '--help')).toContain('Usage: tpchmodel')
  })

  test('it builds a project from the sample that it carries', () => {
    const project = join(folder, 'shop')
    write(project, {
      'project.yml': 'name: shop\nlayers: [bronze, gold]\n',
      'models/bronze/sources.yml': 'sources: [{name: tpch, schema: public, tables: [{name: region}]}]\n',
      'models/bronze/regions.sql': "select r_name from {{ source('tpch', 'region') }}\n",
      'models/gold/region_count.sql': "select count(*) as regions from {{ ref('regions') }}\n",
    })
    expect(node(project, program, 'build')).toMatch(/Done\. PASS=2 WARN=0 ERROR=0 SKIP=0 .*TOTAL=2\n$/)
    expect(node(project, program, 'show', '-s', 'region_count', '-o', 'csv')).toBe('regions\n5\n')
  })

  test('the API is imported without loading an engine, builds, and tells what happens', () => {
    const project = join(folder, 'api')
    write(project, {
      'project.yml': 'name: api\n',
      'models/one.sql': 'select 1 as number\n',
      'main.mjs': `
        import { build, list, plan, ProjectError, show } from 'tpchmodel'
        process.report.excludeNetwork = true
        const engines = process.report.getReport().sharedObjects.filter((file) => file.includes('duckdb'))
        const events = []
        const summary = await build({ report: ({ type }) => events.push(type) })
        const { nodes } = await list()
        const [shown] = await show({ select: ['one'] })
        const error = await plan({ select: ['two'] }).catch((error) => error)
        console.log(JSON.stringify({
          engines,
          first: events.at(0),
          last: events.at(-1),
          statuses: summary.runs.map(({ result }) => result.status),
          names: nodes.map(({ name }) => name),
          rows: shown.rows,
          mistake: error instanceof ProjectError && error.diagnostics[0].code,
        }))
      `,
    })
    expect(JSON.parse(node(project, 'main.mjs'))).toEqual({
      engines: [],
      first: 'run-started',
      last: 'run-finished',
      statuses: ['success'],
      names: ['one'],
      rows: [[1]],
      mistake: 'select/no-match',
    })
  })

  test('the types of the API stand alone', () => {
    const project = join(folder, 'typed')
    write(project, {
      'package.json': '{"type": "module"}',
      'main.ts': `
        import { build, type Reporter, type RunSummary } from 'tpchmodel'
        const report: Reporter = (event) => {
          if (event.type === 'node-finished') event.run.result.status satisfies string
        }
        const summary: RunSummary = await build({ select: ['gold+'], report, signal: AbortSignal.timeout(1000) })
        summary.published satisfies readonly string[]
      `,
    })
    const flags = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node']
    const roots = ['--typeRoots', resolve('node_modules/@types')]
    expect(node(project, resolve('node_modules/typescript/bin/tsc'), ...flags, ...roots, 'main.ts')).toBe('')
  })
})

function pack(folder: string) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const text = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  // npm's answer: one entry for the one package.
  const answer = JSON.parse(text) as unknown
  const [packed] = Object.values(answer as Record<string, Packed>)
  if (packed === undefined) throw new Error('npm packed nothing.')
  return { file: join(folder, packed.filename), bytes: packed.size, files: packed.files.map(({ path }) => path) }
}

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** Only what comes with the package: what it needs beyond that is not found. */
function linkRuntimePackages(folder: string): void {
  for (const [path, { dev }] of Object.entries(locked)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
    if (name === undefined || dev === true || !existsSync(path)) continue
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    symlinkSync(resolve(path), join(folder, name), 'junction')
  }
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

function node(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, HOME: folder, NO_COLOR: '1' }
  try {
    return execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    // What execFileSync throws carries the output, which says more than its message.
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    throw new Error(`${stdout}${stderr}`, { cause: error })
  }
}
