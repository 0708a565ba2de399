import type { YamlSurroundings } from '../context/yaml-scope.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import type { FileSystem } from '../ports/file-system.ts'
import { diskFileSystem } from '../project/disk-file-system.ts'
import { type Environment, loadEnvironment } from '../project/env-file.ts'
import { findProject } from '../project/find-project.ts'
import { loadProfiles, profilesText } from '../project/load-profiles.ts'
import { loadProject, projectText, readProjectHeader } from '../project/load-project.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { Render } from '../project/render-node.ts'
import type { ProjectOptions } from './options.ts'

/** A project's files and its target, before its nodes are parsed. */
export interface Settings {
  readonly project: Project
  readonly target: Target
  /** The `profiles.yml` that the target comes from; undefined for the embedded target. */
  readonly profilesFile: string | undefined
  readonly files: FileSystem
  readonly environment: Environment
  readonly warnings: readonly Diagnostic[]
}

/** Reads the project file and the profile. Throws `ProjectError` with every mistake in them. */
export async function loadSettings(options: ProjectOptions): Promise<Settings> {
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
  const texts = [await projectText(root, files), profilesText({ root, environment, overrides })]
  const yamlRender = await rendererFor(texts)
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
  const project = await loadProject({ root, files, render, cliVars })
  if (!project.ok || !profile.ok) {
    throw new ProjectError([project, profile].flatMap((result) => (result.ok ? [] : result.diagnostics)))
  }
  return {
    project: project.project,
    target: profile.target,
    profilesFile: profile.file,
    files,
    environment,
    warnings: [...warnings, ...profile.warnings, ...project.warnings],
  }
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
