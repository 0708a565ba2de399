import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { findArtifactReaders, findYamlLanguageServer } from '../../scripts/test-servers.mjs'
import { jsonSchema, type SchemaName, schemaNames } from '../../src/project/json-schema.ts'

type Problems = Readonly<Record<string, readonly string[]>>

/** What has something against files, or says that it is not installed. With CI=true the tests fail without it. */
interface Validator {
  readonly title: string
  readonly place: string | undefined
  problemsOf(files: readonly YamlFile[], place: string): Problems
}

const validators: readonly Validator[] = [
  {
    title: 'a validator of JSON Schemas',
    place: findArtifactReaders(),
    problemsOf: (files, python) => asked(python, ['test/servers/check-json-schemas.py'], files),
  },
  {
    title: 'the YAML language server, which editors ask',
    place: findYamlLanguageServer(),
    problemsOf: (files, folder) =>
      asked(process.execPath, ['test/servers/yaml-language-server-worker.mjs', folder], files),
  },
]

function isThere({ title, place }: Validator): boolean {
  if (place === undefined && process.env['CI'] === 'true') throw new Error(`CI needs ${title}: run npm test.`)
  return place !== undefined
}

function asked(program: string, args: readonly string[], values: readonly YamlFile[]): Problems {
  const schemas = Object.fromEntries(schemaNames.map((name) => [name, jsonSchema(name)]))
  const input = JSON.stringify({ schemas, values })
  // Both print an object of lists of texts.
  return JSON.parse(execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }))
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

/** Undefined for what is not well formed, has tags that nobody knows, or is no text at all. */
function contentOf(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  if (text.includes('\0')) return undefined
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length + document.warnings.length > 0) return undefined
  try {
    return document.toJS() ?? undefined
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

/** Examples of the reference pages, which have every key. */
const references = readdirSync('test/support/reference').map((name) => join('test/support/reference', name))

describe.each(validators.map((validator) => ({ ...validator, isThere: isThere(validator) })))('$title', (validator) => {
  const { place = '' } = validator
  const problemsOf = (files: readonly YamlFile[]) => validator.problemsOf(files, place)

  test.skipIf(!validator.isThere)('accepts the YAML files of the TPC-H project and of all sound projects', () => {
    const files = yamlFiles('models', 'seeds', 'test/projects', 'templates')
    const own = ['project.yml', 'profiles.example.yml', ...references].map((file) => ({
      file,
      schema: schemaFor(file),
      value: contentOf(file),
    }))
    const wrong = refused('test/projects')
    const sound = [...own, ...files].filter(({ file }) => !wrong.has(file))
    expect(sound.length).toBeGreaterThan(60)
    expect(Object.entries(problemsOf(sound)).filter(([, problems]) => problems.length > 0)).toEqual([])
  })

  test.skipIf(!validator.isThere)('refuses what the program refuses for its structure, and nothing else', () => {
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
