import type { Location } from '../diagnostics/location.ts'
import type { Json, JsonObject } from '../util/json.ts'
import type { ProjectFlags } from './project-flags.ts'
import type { SelectorDefinition } from './selector-definition.ts'

/** One `+key: value` (or plain key) of the tree below `models:`, `seeds:` and their like of the project file. */
export interface FolderConfig {
  /** `[]` for all packages, `['tpch', 'gold']` for a folder of one. */
  readonly fqn: readonly string[]
  readonly key: string
  readonly value: Json
  readonly location: Location
}

export type ConfiguredType = 'models' | 'seeds' | 'sources' | 'data_tests' | 'unit_tests' | 'exposures'

/** Validated `project.yml` or `dbt_project.yml`. */
export interface Project {
  readonly name: string
  readonly version: string | undefined
  /** The profile's name; the project's name where the file names none. */
  readonly profile: string
  /** Absolute path of the folder. */
  readonly root: string
  /** `project.yml` or `dbt_project.yml`. */
  readonly file: string
  /** Read from `dbt_project.yml`: what dbt accepts stays accepted, with a warning where it is risky. */
  readonly dbt: boolean
  readonly paths: {
    readonly models: readonly string[]
    readonly macros: readonly string[]
    readonly snapshots: readonly string[]
    readonly seeds: readonly string[]
    readonly tests: readonly string[]
    /** Folders of Markdown; left out: those of models, macros, seeds and tests. */
    readonly docs?: readonly string[]
    readonly target: string
    readonly cleanTargets: readonly string[]
  }
  /** From low to high. */
  readonly layers: readonly string[]
  /** A lower layer may read a higher one (`allow-upward-refs: true`). */
  readonly allowUpwardRefs: boolean
  readonly vars: JsonObject
  readonly folderConfig: Readonly<Record<ConfiguredType, readonly FolderConfig[]>>
  /** Credential-like environment variables that templates may read all the same (`env-vars-allowed`). */
  readonly allowedEnvVars: readonly string[]
  /** Defaults of options of the command line. */
  readonly flags: ProjectFlags
  /** Names of the packages that a project of dbt asks for. Their macros, tests and models are not there. */
  readonly packages: readonly string[]
  /** Those of `selectors.yml`. */
  readonly selectors: readonly SelectorDefinition[]
  readonly quoting: { readonly database: boolean; readonly schema: boolean; readonly identifier: boolean }
}
