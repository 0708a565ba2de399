import type { YamlSurroundings } from '../context/yaml-scope.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import type { FileSystem } from '../ports/file-system.ts'
import { diskFileSystem } from '../project/disk-file-system.ts'
import { type Environment, isOn, loadEnvironment } from '../project/env-file.ts'
import { findProject } from '../project/find-project.ts'
import { loadProfiles, profilesText } from '../project/load-profiles.ts'
import { type LoadedProject, loadProject, projectText, readProjectHeader } from '../project/load-project.ts'
import { selectorsText } from '../project/load-selectors.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { Render } from '../project/render-node.ts'
import { defineSelectors } from '../select/define-selectors.ts'
import type { NamedSelectors } from '../select/selector.ts'
import type { ProjectOptions } from './options.ts'

/** A project's files and its target, before its nodes are parsed. */
export interface Settings {
  readonly project: Project
  readonly target: Target
  /** The `profiles.yml` that the target comes from; undefined for the embedded target. */
  readonly profilesFile: string | undefined
  readonly files: FileSystem
  readonly environment: Environment
  /** Of `selectors.yml`. */
  readonly selectors: NamedSelectors
  /** Whether artifacts are written. */
  readonly writeJson: boolean
  readonly warnings: readonly Diagnostic[]
}

/** Reads the project file and the profile. Throws `ProjectError` with every mistake in them. */
export async function loadSettings(options: ProjectOptions): Promise<Settings> {
  const { mistakes, ...settings } = await readSettings(options)
  if (mistakes.length > 0) throw new ProjectError(mistakes)
  return settings
}

export interface ReadSettings extends Settings {
  /** Of the project file and of selectors, which can be read without them. */
  readonly mistakes: readonly Diagnostic[]
}

/** The same for who looks for mistakes elsewhere too. Throws `ProjectError` where those of the file leave too little. */
export async function readSettings(options: ProjectOptions): Promise<ReadSettings> {
  const found = await findProject(options.projectDir ?? process.cwd())
  if (!found.ok) throw new ProjectError(found.diagnostics)
  const { root } = found
  const files = diskFileSystem(root)
  const { environment, warnings } = await loadEnvironment(root, options.environment ?? process.env)
  const cliVars = options.vars ?? {}
  const overrides = {
    profilesFolder: options.profilesDir,
    profile: options.profile,
    target: options.target,
    threads: options.threads,
  }
  const ofProject = await Promise.all([projectText(root, files), selectorsText(files)])
  const yamlRender = await rendererFor([...ofProject, profilesText({ root, environment, overrides })])
  const profileRender = yamlRender({
    environment,
    envVars: { credentials: 'readable', allowed: [] },
    variables: cliVars,
  })
  const header = await readProjectHeader({ root, files, render: profileRender })
  if (header === undefined) throw await brokenProject(root, files, profileRender)
  const profile = loadProfiles({
    root,
    profile: header.profile,
    isDbt: header.isDbt,
    environment,
    render: profileRender,
    overrides,
  })
  options.hide?.(profile.secrets)
  const render = yamlRender({
    environment,
    envVars: { credentials: 'refused', allowed: header.allowedEnvVars },
    variables: cliVars,
    ...(profile.ok && { target: profile.target.visible }),
  })
  const loaded = await loadProject({ root, files, render, cliVars, targetPath: targetPathOf(options, environment) })
  const { readable, mistakes, warnings: doubts } = partsOf(loaded)
  if (readable === undefined || !profile.ok) {
    throw new ProjectError([...mistakes, ...(profile.ok ? [] : profile.diagnostics)])
  }
  const { selectors, diagnostics: wrongSelectors } = defineSelectors(readable.selectors)
  return {
    mistakes: [...mistakes, ...wrongSelectors],
    selectors,
    project: readable,
    target: profile.target,
    profilesFile: profile.file,
    files,
    environment,
    writeJson: writesJson(options, environment),
    warnings: [...warnings, ...profile.warnings, ...doubts],
  }
}

function targetPathOf({ targetPath }: ProjectOptions, environment: Environment): string | undefined {
  return targetPath ?? environment['DBT_TARGET_PATH']
}

function writesJson({ writeJson }: ProjectOptions, environment: Environment): boolean {
  return writeJson ?? isOn(environment, 'DBT_WRITE_JSON')
}

function partsOf(loaded: LoadedProject) {
  return loaded.ok
    ? { readable: loaded.project, mistakes: [], warnings: loaded.warnings }
    : { readable: loaded.readable, mistakes: loaded.diagnostics, warnings: [] }
}

/** The template language is loaded for files that have templates only. */
async function rendererFor(texts: readonly string[]): Promise<(surroundings: YamlSurroundings) => Render> {
  if (texts.some((text) => /\{[{%#]/.test(text))) return (await import('../context/yaml-scope.ts')).yamlRender
  return () => () => {
    throw new Error('Internal error: there is a template in a text without one')
  }
}

/** A project file of which not even the name can be read. */
async function brokenProject(root: string, files: FileSystem, render: Render): Promise<ProjectError> {
  const project = await loadProject({ root, files, render })
  return new ProjectError(project.ok ? [] : project.diagnostics)
}
