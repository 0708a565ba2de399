import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findArtifactReaders } from '../../scripts/test-servers.mjs'
import { jsonSchema, type SchemaName, schemaNames } from '../../src/project/json-schema.ts'

/** Whether `npm test` could install a validator of others. With CI=true the tests fail without it. */
function hasValidator(): boolean {
  const isThere = findArtifactReaders() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error('CI needs a validator of JSON Schemas: run npm test.')
  return isThere
}

interface YamlFile {
  readonly file: string
  readonly schema: SchemaName
  readonly value: unknown
}

/** Every YAML file of these folders that is one document. */
function yamlFiles(...folders: readonly string[]): readonly YamlFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.ya?ml$/.test(path))
      .flatMap((path) => {
        const file = join(folder, path)
        const value = contentOf(file)
        return value === undefined || isOfDbt(file) ? [] : [{ file, schema: schemaFor(file), value }]
      }),
  )
}

function contentOf(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) ?? undefined
  } catch {
    return undefined
  }
}

function schemaFor(file: string): SchemaName {
  const names: Readonly<Record<string, SchemaName>> = {
    'project.yml': 'project',
    'dbt_project.yml': 'dbt-project',
    'profiles.yml': 'profiles',
    'profiles.example.yml': 'profiles',
    'selectors.yml': 'selectors',
  }
  return names[basename(file)] ?? 'properties'
}

/** Where dbt accepts unknown keys, properties files may have them. */
function isOfDbt(file: string): boolean {
  const root = /^test\/[\w-]+\/[^/]+/.exec(file)?.[0]
  return root !== undefined && schemaFor(file) === 'properties' && existsSync(join(root, 'dbt_project.yml'))
}

const python = findArtifactReaders() ?? ''

function problemsOf(values: readonly YamlFile[]): Readonly<Record<string, readonly string[]>> {
  const schemas = Object.fromEntries(schemaNames.map((name) => [name, jsonSchema(name)]))
  const input = JSON.stringify({ schemas, values })
  // The script prints an object of lists of texts.
  return JSON.parse(execFileSync(python, ['test/servers/check-json-schemas.py'], { input, encoding: 'utf8' }))
}

/** Files that what is printed refuses for their structure. */
function refused(folder: string): ReadonlySet<string> {
  const found = readdirSync(folder).flatMap((title) => {
    const expected = join(folder, title, 'expected.txt')
    if (!existsSync(expected)) return []
    const codes = 'project/(?:unknown-key|wrong-type|wrong-value|missing-key) |parse/wrong-config '
    const places = readFileSync(expected, 'utf8').matchAll(new RegExp(`^(?:${codes}).*\\n {2}([^\\s:]+):\\d+`, 'gm'))
    return [...places].map(([, file = '']) => join(folder, title, file))
  })
  return new Set(found.filter((file) => /\.ya?ml$/.test(file)))
}

/** What the program refuses and a schema cannot, and why. */
const beyondSchemas: Readonly<Record<string, string>> = {
  'test/wrong-inputs/tests-with-wrong-arguments/models/silver/orders.yml':
    'what stands below the name of a test is its own affair: a macro of the project may be a test with any arguments',
}

describe.skipIf(!hasValidator())('a validator of others', () => {
  test('accepts the YAML files of the TPC-H project and of all sound projects', () => {
    const files = yamlFiles('models', 'seeds', 'test/projects', 'templates')
    const own = ['project.yml', 'profiles.example.yml'].map((file) => ({
      file,
      schema: schemaFor(file),
      value: contentOf(file),
    }))
    const wrong = refused('test/projects')
    const sound = [...own, ...files].filter(({ file }) => !wrong.has(file))
    expect(sound.length).toBeGreaterThan(60)
    expect(Object.entries(problemsOf(sound)).filter(([, problems]) => problems.length > 0)).toEqual([])
  })

  test('refuses what the program refuses for its structure, and nothing else', () => {
    const files = yamlFiles('test/wrong-inputs', 'test/projects')
    const wrong = new Set([...refused('test/wrong-inputs'), ...refused('test/projects')])
    const problems = problemsOf(files)
    const expected = files
      .map(({ file }) => file)
      .filter((file) => wrong.has(file) && beyondSchemas[file] === undefined)
    expect(expected.length).toBeGreaterThan(3)
    expect(
      Object.keys(problems)
        .filter((file) => problems[file]?.length !== 0)
        .sort(),
    ).toEqual([...new Set(expected)].sort())
  })
})
