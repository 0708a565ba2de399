import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { FileError } from '../ports/file-system.ts'
import type { Secret } from '../util/secret.ts'
import { isError, unreadableFile, wrongType } from './diagnostics.ts'
import type { Environment } from './env-file.ts'
import { kindOf } from './kinds.ts'
import type { Target } from './profile.ts'
import { missingProfile, missingProfilesFile, readablePassword } from './profile-diagnostics.ts'
import { outputSchema, profileShape } from './profile-schema.ts'
import { literalSecrets, targetSecrets } from './profile-secrets.ts'
import { readValue } from './read-value.ts'
import type { ReadContext, Render } from './render-node.ts'
import { embeddedTarget, targetOf } from './target.ts'
import { readTextFile } from './text-file.ts'
import { readYaml } from './yaml.ts'
import { entryOf, type YamlMap, type YamlNode } from './yaml-node.ts'

export interface ProfileOptions {
  /** Absolute path of the project's folder. */
  readonly root: string
  /** The profile that the project names. */
  readonly profile: string
  /** Of a `dbt_project.yml`, which must have a profile; a `project.yml` without one gets the embedded target. */
  readonly isDbt: boolean
  /** `DBT_PROFILES_DIR`, `DBT_PROFILE` and `DBT_TARGET` are looked at; the project's `.env` is part of it. */
  readonly environment: Environment
  /** Renders templates of the chosen target; the only place where `env_var` may read credentials. */
  readonly render: Render
  /** From the command line: stronger than everything else. */
  readonly overrides?: {
    readonly profilesFolder?: string | undefined
    readonly profile?: string | undefined
    readonly target?: string | undefined
    readonly threads?: number | undefined
  }
  /** Default: the user's. */
  readonly home?: string
}

export type LoadedTarget = {
  /** What must never be printed: credentials of the target, and all that stand in the file as they are. */
  readonly secrets: readonly Secret[]
} & (
  | {
      readonly ok: true
      readonly target: Target
      /** The profiles.yml it comes from, absolute; undefined for the embedded target. */
      readonly file: string | undefined
      readonly warnings: readonly Diagnostic[]
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
)

type ProfilesPlace = Pick<ProfileOptions, 'root' | 'environment' | 'overrides' | 'home'>

interface Search {
  readonly options: ProfileOptions
  readonly profile: string
  readonly target: string | undefined
  readonly home: string
  /** The only folder to look in, where the user named one. */
  readonly folder: string | undefined
  /** Nobody asked for a profile of a name or at a place. */
  readonly mayBeEmbedded: boolean
}

/**
 * The target to run on, by dbt's rules: `profiles.yml` of `--profiles-dir`, else of `DBT_PROFILES_DIR`, else of the
 * project's folder, else of `~/.dbt`; in it the profile and target of the command line, else of `DBT_PROFILE` and
 * `DBT_TARGET`, else those that the project and the profile name.
 *
 * A `project.yml` gets the embedded target when there is no profiles.yml, or only a `~/.dbt` that lacks its profile.
 * Only the chosen target is read, so that others may lack environment variables.
 */
export function loadProfiles(options: ProfileOptions): LoadedTarget {
  const search = searchOf(options)
  const { root } = options
  const folders = foldersOf(options)
  try {
    for (const folder of folders) {
      const path = join(folder, 'profiles.yml')
      const file = relative(root, path).replaceAll('\\', '/')
      const text = readTextFile(path, file)
      if (text !== undefined) return readProfiles(text, { path, file, isShared: folder !== root }, search)
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return refused([unreadableFile(error.message)])
  }
  if (search.mayBeEmbedded) return useEmbedded(search)
  return refused([missingProfilesFile(folders, search.profile)])
}

/** The text of the `profiles.yml` that `loadProfiles` reads; empty where there is none or it cannot be read. */
export function profilesText(place: ProfilesPlace): string {
  try {
    const texts = foldersOf(place).map((folder) => readTextFile(join(folder, 'profiles.yml'), 'profiles.yml'))
    return texts.find((text) => text !== undefined) ?? ''
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return ''
  }
}

/** The folders that may hold the `profiles.yml`, of which the first that does counts. */
function foldersOf({ root, environment, overrides = {}, home = homedir() }: ProfilesPlace): readonly string[] {
  const folder = overrides.profilesFolder ?? environment['DBT_PROFILES_DIR']
  return folder === undefined ? [root, join(home, '.dbt')] : [resolve(folder)]
}

function refused(diagnostics: readonly Diagnostic[], secrets: readonly Secret[] = []): LoadedTarget {
  return { ok: false, diagnostics, secrets }
}

function searchOf(options: ProfileOptions): Search {
  const { environment, overrides = {}, home = homedir(), isDbt } = options
  const named = overrides.profile ?? environment['DBT_PROFILE']
  const folder = overrides.profilesFolder ?? environment['DBT_PROFILES_DIR']
  return {
    options,
    profile: named ?? options.profile,
    target: overrides.target ?? environment['DBT_TARGET'],
    home,
    folder,
    mayBeEmbedded: !isDbt && named === undefined && folder === undefined,
  }
}

function useEmbedded({ options, profile, target: name }: Search): LoadedTarget {
  const target = embeddedTarget(options.root, profile, options.overrides?.threads)
  if (name === undefined || name === target.name)
    return { ok: true, target, file: undefined, warnings: [], secrets: [] }
  const where = 'The project, which has no profiles.yml,'
  return refused([missingProfile('target', name, { where, known: [target.name] })])
}

interface ProfilesFile {
  readonly path: string
  readonly file: string
  /** It lies outside of the project, for all projects of the user. */
  readonly isShared: boolean
}

function readProfiles(text: string, { path, file, isShared }: ProfilesFile, search: Search): LoadedTarget {
  const { options, profile } = search
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const context: ReadContext = { file, render: options.render, isDbt: options.isDbt, report }
  const root = readRoot(text, context)
  if (root === undefined) return refused(diagnostics)
  const literal = literalSecrets(root)
  const secrets = [...literal.values()].flat()

  const node = entryOf(root, profile)?.value
  if (node === undefined) {
    if (isShared && search.mayBeEmbedded) return useEmbedded(search)
    const known = root.entries.map(({ key }) => key)
    return refused([...diagnostics, missingProfile('profile', profile, { where: `"${file}"`, known })], secrets)
  }
  const target = readProfile(node, search, context)
  if (target === undefined || diagnostics.some(isError)) return refused(diagnostics, secrets)
  if (isReadableByAll(path)) diagnostics.push(...[...literal.keys()].map((key) => readablePassword(key, file)))
  return { ok: true, target, file: path, warnings: diagnostics, secrets: [...secrets, ...targetSecrets(target)] }
}

/** The mapping of profiles, empty for an empty file. */
function readRoot(text: string, { file, isDbt, report }: ReadContext): YamlMap | undefined {
  const { root, diagnostics } = readYaml(text, file, { repeatedKeys: isDbt ? 'warn' : 'refuse' })
  for (const diagnostic of diagnostics) report(diagnostic)
  if (root?.type === 'map') return root
  if (root === undefined) return diagnostics.length > 0 ? undefined : { type: 'map', entries: [], start: 0, end: 0 }
  const location = { file, start: root.start, end: root.end }
  report(wrongType('The file', { found: kindOf(root), expected: 'a mapping of profiles' }, location))
  return undefined
}

function readProfile(
  node: YamlNode,
  { options, profile, target, home }: Search,
  context: ReadContext,
): Target | undefined {
  const shape = readValue(profileShape, node, `"${profile}"`, context)
  if (shape === undefined) return undefined
  const known = Object.keys(shape.outputs)
  const [only] = known
  const name = target ?? shape.target ?? (known.length === 1 && only !== undefined ? only : 'default')
  const output = entryOf(entryOf(node, 'outputs')?.value, name)
  if (output === undefined) {
    const written = target === undefined ? entryOf(node, 'target')?.value : undefined
    const location = written && { file: context.file, start: written.start, end: written.end }
    context.report(missingProfile('target', name, { where: `The profile "${profile}"`, known, location }))
    return undefined
  }
  const keys = readValue(outputSchema, output.value, `"${name}"`, context)
  if (keys === undefined) return undefined
  const location = { file: context.file, start: output.keyStart, end: output.keyEnd }
  const names = { profileName: profile, name, location, threads: options.overrides?.threads }
  const { root, environment } = options
  return targetOf(keys, names, { root, home, environment, node: output.value, context })
}

function isReadableByAll(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o004) !== 0
}
