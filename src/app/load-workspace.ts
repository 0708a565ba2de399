import { randomUUID } from 'node:crypto'
import { yamlRender } from '../context/yaml-scope.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { duckdbDialect } from '../dialects/duckdb.ts'
import { findCycles } from '../graph/find-cycles.ts'
import { buildGraph, type Graph } from '../graph/graph.ts'
import { type ParsedProject, parseProject } from '../parse/parse-project.ts'
import { referencePlace } from '../parse/reference-place.ts'
import type { FileSystem } from '../ports/file-system.ts'
import { diskFileSystem } from '../project/disk-file-system.ts'
import { type Environment, loadEnvironment } from '../project/env-file.ts'
import { findProject } from '../project/find-project.ts'
import { loadProfiles } from '../project/load-profiles.ts'
import { loadProject, readProjectHeader } from '../project/load-project.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { Render } from '../project/render-node.ts'
import { listSourceFiles } from '../project/source-files.ts'
import { type ProjectOptions, systemClock } from './options.ts'

/** A project as every command starts from it: read, checked and resolved. */
export interface Workspace extends ParsedProject {
  readonly project: Project
  readonly target: Target
  readonly graph: Graph
  readonly files: FileSystem
  /** Of the process, and the project's `.env`. */
  readonly environment: Environment
  readonly warnings: readonly Diagnostic[]
  readonly invocationId: string
  readonly startedAt: Date
  readonly parseSeconds: number
}

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
    overrides: {
      profilesFolder: options.profilesDir,
      profile: options.profile,
      target: options.target,
      threads: options.threads,
    },
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

/** A project file of which not even the name can be read. */
async function brokenProject(root: string, files: FileSystem, render: Render): Promise<ProjectError> {
  const project = await loadProject({ root, files, render })
  return new ProjectError(project.ok ? [] : project.diagnostics)
}

/** Reads a whole project. Throws `ProjectError` with everything that is wrong with it. */
export async function loadWorkspace(options: ProjectOptions & { readonly fullRefresh?: boolean }): Promise<Workspace> {
  const started = performance.now()
  const settings = await loadSettings(options)
  const { project, target, files, environment } = settings
  const startedAt = (options.clock ?? systemClock).now()
  const invocationId = randomUUID()
  const variables = project.vars
  const envVars = { credentials: 'refused', allowed: project.allowedEnvVars } as const
  const listed = await listSourceFiles(project, files)
  const result = await parseProject({
    project,
    target,
    files,
    sourceFiles: listed.files,
    render: yamlRender({ environment, envVars, variables, target: target.visible }),
    surroundings: (library) => ({
      projectName: project.name,
      projectRoot: project.root,
      variables,
      environment,
      envVars,
      target: target.visible,
      dialect: duckdbDialect,
      library,
      invocationId,
      startedAt,
      fullRefresh: options.fullRefresh ?? false,
    }),
  })
  const found = result.ok ? checkGraph(result.parsed) : result.diagnostics
  if (!result.ok || found.length > 0) throw new ProjectError([...found, ...listed.diagnostics])
  return {
    ...result.parsed,
    project,
    target,
    files,
    environment,
    graph: buildGraph(result.parsed.manifest),
    warnings: [...settings.warnings, ...listed.diagnostics, ...result.warnings],
    invocationId,
    startedAt,
    parseSeconds: (performance.now() - started) / 1000,
  }
}

function checkGraph({ manifest, templates }: ParsedProject): readonly Diagnostic[] {
  return findCycles(manifest, (from, to) => referencePlace(templates.get(from.id), to.name))
}
