import { randomUUID } from 'node:crypto'
import type { Surroundings } from '../context/dbt-scope.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { treatmentOf, type WarningPolicy } from '../diagnostics/warning-policy.ts'
import { duckdbDialect } from '../dialects/duckdb.ts'
import { buildGraph, type Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ParsedProject } from '../parse/parse-project.ts'
import { readTexts } from '../parse/read-texts.ts'
import type { FileSystem } from '../ports/file-system.ts'
import { type Environment, isOn } from '../project/env-file.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import { listSourceFiles } from '../project/source-files.ts'
import type { NamedSelectors } from '../select/selector.ts'
import { brokenWorkspace } from './broken-workspace.ts'
import { readSettings, type Settings } from './load-settings.ts'
import { type ProjectOptions, systemClock } from './options.ts'
import { type Note, type ParseCache, type ParsingInput, parseCache, type WholeParsing } from './parse-cache.ts'
import { checkWarnings, warningPolicy } from './warning-policy.ts'

/** A project as every command starts from it: read, checked and resolved. */
export interface LoadedManifest {
  readonly project: Project
  readonly target: Target
  readonly manifest: Manifest
  /** Built at the first look. */
  readonly graph: Graph
  readonly files: FileSystem
  /** Of the process, and the project's `.env`. */
  readonly environment: Environment
  /** Of `selectors.yml`. */
  readonly selectors: NamedSelectors
  /** Whether artifacts are written. */
  readonly writeJson: boolean
  readonly warnings: readonly Diagnostic[]
  /** What becomes of warnings that are found later. */
  readonly warningPolicy: WarningPolicy
  readonly invocationId: string
  readonly startedAt: Date
  readonly parseSeconds: number
  /** What rendering needs besides; the template language is loaded for it. */
  readonly parsed: () => Promise<ParsedProject>
  /** A place for what is made from this manifest and from `inputs`, for the next command; none where it is new each time. */
  readonly notes: ((inputs: readonly unknown[]) => Note) | undefined
}

export interface LoadOptions extends ProjectOptions {
  readonly fullRefresh?: boolean
  /** Reads the project file and the profile only: a project without models, macros and tests. */
  readonly bare?: boolean
}

/**
 * Reads and checks a project, or only sees that nothing changed since it was: then neither the template language nor a
 * YAML parser is loaded. Throws `ProjectError` with everything that is wrong with it.
 */
export async function loadManifest(options: LoadOptions): Promise<LoadedManifest> {
  const started = performance.now()
  const { mistakes, ...settings } = await readSettings(options)
  const { project, target, files, environment } = settings
  const moment = { invocationId: randomUUID(), startedAt: (options.clock ?? systemClock).now() }
  const policy = warningPolicy(options, project.flags)
  // What is a warning in dbt's projects is refused before it runs where that warning is an error.
  const guarded = !project.dbt || treatmentOf('run/template-writes', policy) === 'error'
  const surroundings = surroundingsOf(settings, { ...moment, fullRefresh: options.fullRefresh ?? false, guarded })
  const listed = await listSourceFiles(options.bare === true ? withoutFiles(project) : project, files)
  const texts = await readTexts(listed.files, files)
  const input = { settings, sourceFiles: listed.files, texts, surroundings }
  const isCached =
    mistakes.length === 0 && options.bare !== true && (options.partialParse ?? isOn(environment, 'DBT_PARTIAL_PARSE'))
  const cache = isCached ? parseCache(input) : undefined
  const found = { mistakes, listing: listed.diagnostics }
  const { manifest, warnings, parsed, reads } = kept(input, cache) ?? (await anew(input, cache, found))
  let graph: Graph | undefined
  return {
    project,
    target,
    manifest,
    get graph() {
      graph ??= buildGraph(manifest)
      return graph
    },
    files,
    environment,
    selectors: settings.selectors,
    writeJson: settings.writeJson,
    warnings: checkWarnings([...settings.warnings, ...listed.diagnostics, ...warnings], policy),
    warningPolicy: policy,
    ...moment,
    parseSeconds: (performance.now() - started) / 1000,
    parsed,
    notes: cache && reads && ((inputs) => cache.note({ reads }, inputs)),
  }
}

function withoutFiles({ paths }: Project): Pick<Project, 'paths'> {
  return { paths: { ...paths, models: [], seeds: [], macros: [], tests: [], snapshots: [], docs: [] } }
}

interface Parsing {
  readonly manifest: Manifest
  readonly reads: WholeParsing['reads'] | undefined
  readonly warnings: readonly Diagnostic[]
  readonly parsed: () => Promise<ParsedProject>
}

/** The project that an earlier command parsed, where it is the same. */
function kept(input: ParsingInput, cache: ParseCache | undefined): Parsing | undefined {
  const whole = cache?.whole()
  if (whole === undefined) return undefined
  const { project, warnings, reads } = whole
  return {
    manifest: project.manifest,
    reads,
    warnings,
    parsed: async () => {
      const { restoredProject } = await import('../parse/kept-project.ts')
      return restoredProject(project, { texts: input.texts.texts, surroundings: input.surroundings })
    },
  }
}

async function anew(
  input: ParsingInput,
  cache: ParseCache | undefined,
  { mistakes, listing }: { readonly mistakes: readonly Diagnostic[]; readonly listing: readonly Diagnostic[] },
): Promise<Parsing> {
  const { parseAnew } = await import('./parse-anew.ts')
  const result = parseAnew(input, cache)
  if (!result.ok || mistakes.length > 0) {
    const elsewhere = [...(result.ok ? [] : result.diagnostics), ...listing]
    throw brokenWorkspace(mistakes, elsewhere, input.sourceFiles.models)
  }
  const { parsed, warnings, reads } = result
  return { manifest: parsed.manifest, reads, warnings, parsed: async () => parsed }
}

function surroundingsOf(
  { project, target, environment }: Settings,
  command: Pick<Surroundings, 'invocationId' | 'startedAt' | 'fullRefresh' | 'guarded'>,
): (library: MacroLibrary) => Surroundings {
  return (library) => ({
    projectName: project.name,
    projectRoot: project.root,
    variables: project.vars,
    environment,
    envVars: { credentials: 'refused', allowed: project.allowedEnvVars },
    target: target.visible,
    dialect: duckdbDialect,
    library,
    packages: project.packages,
    ...command,
  })
}
