import { normalize } from 'node:path'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import { isJsonObject, type JsonObject } from '../util/json.ts'
import { isError, missingKey, projectNotFound, unreadableFile } from './diagnostics.ts'
import { projectFiles } from './find-project.ts'
import { loadSelectors } from './load-selectors.ts'
import { packageNames } from './packages.ts'
import type { Project } from './project.ts'
import { projectSchema } from './project-schema.ts'
import { readValue } from './read-value.ts'
import type { ReadContext, Render } from './render-node.ts'
import type { ValueOf } from './schema.ts'
import { readYaml } from './yaml.ts'

export interface ProjectOptions {
  /** Absolute path of the project's folder. */
  readonly root: string
  readonly files: FileSystem
  /** Renders templates of the project file; `vars`, hooks and `query-comment` are left as they stand. */
  readonly render: Render
  /** What `--vars` gave; stronger than the file's. */
  readonly cliVars?: JsonObject
  /** Stronger than the file's `target-path`. */
  readonly targetPath?: string | undefined
}

export type LoadedProject =
  | { readonly ok: true; readonly project: Project; readonly warnings: readonly Diagnostic[] }
  | {
      readonly ok: false
      readonly diagnostics: readonly Diagnostic[]
      /** What the file says without its mistakes, where that is enough to look for those of other files. */
      readonly readable?: Project
    }

/** What must be known of a project before its profile can be read, which must be known before the rest can be rendered. */
export interface ProjectHeader {
  readonly profile: string
  readonly file: (typeof projectFiles)[number]
  readonly isDbt: boolean
  readonly allowedEnvVars: readonly string[]
}

type Keys = ValueOf<typeof projectSchema>

/** Reads and checks the project file, and `selectors.yml` beside it. Every mistake in them is reported, each at its place. */
export async function loadProject({
  root,
  files,
  render,
  cliVars = {},
  targetPath,
}: ProjectOptions): Promise<LoadedProject> {
  const found = await readProjectFile(root, files)
  if (!found.ok) return found
  const { file, text } = found
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const isDbt = file === 'dbt_project.yml'
  const context: ReadContext = { file, render, isDbt, report }

  const yaml = readYaml(text, file, { repeatedKeys: isDbt ? 'warn' : 'refuse' })
  diagnostics.push(...yaml.diagnostics)
  if (yaml.root === undefined && yaml.diagnostics.length === 0) {
    report(missingKey('The file', 'name', { location: { file, start: 0, end: 0 } }))
  }
  const keys = yaml.root === undefined ? undefined : readValue(projectSchema, yaml.root, 'The file', context)
  if (keys === undefined) return { ok: false, diagnostics }
  const packages = await packageNames(root, files)
  const selectors = await loadSelectors(files, context)
  const named = { root, file, dbt: isDbt, packages, selectors }
  const project = { ...named, ...describe(keys, targetPath), vars: mergeVars(keys, cliVars) }
  return diagnostics.some(isError)
    ? { ok: false, diagnostics, readable: project }
    : { ok: true, project, warnings: diagnostics }
}

/** The few keys that are needed first. A file that is broken gives what it gives: `loadProject` reports it. */
export async function readProjectHeader({ root, files, render }: ProjectOptions): Promise<ProjectHeader | undefined> {
  const found = await readProjectFile(root, files)
  if (!found.ok) return undefined
  const { file, text } = found
  const context: ReadContext = { file, render, isDbt: true, report: () => {} }
  const { root: tree } = readYaml(text, file, { repeatedKeys: 'warn' })
  const wanted = ['name', 'profile', 'env-vars-allowed']
  if (tree?.type !== 'map') return undefined
  const keys = readValue(
    projectSchema,
    { ...tree, entries: tree.entries.filter(({ key }) => wanted.includes(key)) },
    'The file',
    context,
  )
  if (keys === undefined) return undefined
  return {
    profile: keys.profile ?? keys.name,
    file,
    isDbt: file === 'dbt_project.yml',
    allowedEnvVars: keys['env-vars-allowed'] ?? [],
  }
}

/** The text of the project file; empty where it cannot be read. */
export async function projectText(root: string, files: FileSystem): Promise<string> {
  const found = await readProjectFile(root, files)
  return found.ok ? found.text : ''
}

async function readProjectFile(root: string, files: FileSystem) {
  for (const file of projectFiles) {
    try {
      const text = await files.read(file)
      if (text !== undefined) return { ok: true, file, text } as const
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      return { ok: false, diagnostics: [unreadableFile(error.message)] } as const
    }
  }
  return { ok: false, diagnostics: [projectNotFound(root, projectFiles)] } as const
}

function describe(
  keys: Keys,
  targetPath = keys['target-path'] ?? 'target',
): Omit<Project, 'root' | 'file' | 'dbt' | 'vars' | 'packages' | 'selectors'> {
  const target = folder(targetPath)
  return {
    name: keys.name,
    version: keys.version,
    profile: keys.profile ?? keys.name,
    paths: {
      models: folders(keys['model-paths'], 'models'),
      macros: folders(keys['macro-paths'], 'macros'),
      seeds: folders(keys['seed-paths'], 'seeds'),
      snapshots: folders(keys['snapshot-paths'], 'snapshots'),
      tests: folders(keys['test-paths'], 'tests'),
      ...(keys['docs-paths'] !== undefined && { docs: folders(keys['docs-paths'], '') }),
      target,
      cleanTargets: folders(keys['clean-targets'], target),
    },
    layers: keys.layers ?? [],
    allowUpwardRefs: keys['allow-upward-refs'] ?? false,
    allowedEnvVars: keys['env-vars-allowed'] ?? [],
    folderConfig: folderConfigOf(keys),
    flags: keys.flags ?? {},
    quoting: quotingOf(keys.quoting),
  }
}

function quotingOf({ database, project, schema, identifier }: NonNullable<Keys['quoting']> = {}): Project['quoting'] {
  return { database: database ?? project ?? true, schema: schema ?? true, identifier: identifier ?? true }
}

function folderConfigOf(keys: Keys): Project['folderConfig'] {
  const { models = [], seeds = [], sources = [], data_tests = [], unit_tests = [], exposures = [] } = keys
  return { models, seeds, sources, data_tests, unit_tests, exposures }
}

function folders(given: readonly string[] | undefined, byDefault: string): readonly string[] {
  return [...new Set((given ?? [byDefault]).map(folder))]
}

/** Forward slashes, no `./` before it, no slash behind it. */
function folder(path: string): string {
  return normalize(path)
    .replaceAll('\\', '/')
    .replace(/(?<=.)\/+$/, '')
}

/** What `var()` sees in the project: its own part of a file that sorts values by package, and `--vars` over both. */
function mergeVars({ name, vars = {} }: Keys, cliVars: JsonObject): JsonObject {
  const own = vars[name]
  return { ...vars, ...(isJsonObject(own) && own), ...cliVars }
}
