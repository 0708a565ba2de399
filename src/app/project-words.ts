import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isOperation, isTest } from '../manifest/lookup.ts'
import { loadEnvironment } from '../project/env-file.ts'
import { findProject } from '../project/find-project.ts'
import { profilesText } from '../project/load-profiles.ts'
import { readYaml } from '../project/yaml.ts'
import { entryOf, type YamlNode } from '../project/yaml-node.ts'
import { selectorWords } from '../select/selector-words.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import type { ProjectOptions } from './options.ts'

/*
 * Words of a project for who completes a line. None where there is no project, or one that cannot be read: what is asked for
 * are words, not mistakes.
 */

/** What may be written into a selector, as far as `begun`. */
export async function projectSelectors(options: ProjectOptions, begun: string): Promise<readonly string[]> {
  return wordsOf(options, ({ manifest, selectors }) =>
    selectorWords(manifest, { begun, defined: [...selectors.keys()] }),
  )
}

/** The macros that can be called by themselves. */
export async function projectMacros(options: ProjectOptions): Promise<readonly string[]> {
  return wordsOf(options, ({ manifest: { macros } }) =>
    [...macros.values()].map(({ name }) => name).filter(isOperation),
  )
}

/** The names of the selectors that the project defines. */
export async function definedSelectors(options: ProjectOptions): Promise<readonly string[]> {
  return wordsOf(options, ({ selectors }) => [...selectors.keys()])
}

/** The names of tests. */
export async function projectTests(options: ProjectOptions): Promise<readonly string[]> {
  return wordsOf(options, ({ manifest: { nodes } }) => [...nodes.values()].filter(isTest).map(({ name }) => name))
}

async function wordsOf(
  options: ProjectOptions,
  wordsIn: (loaded: LoadedManifest) => readonly string[],
): Promise<readonly string[]> {
  try {
    return [...new Set(wordsIn(await loadManifest(options)))].sort()
  } catch (error) {
    if (error instanceof ProjectError) return []
    throw error
  }
}

export interface ProfileWords {
  readonly profiles: readonly string[]
  /** Of the profile that is asked for, else of all. */
  readonly targets: readonly string[]
}

/** The profiles and targets that the project's `profiles.yml` has. */
export async function profileWords(options: ProjectOptions): Promise<ProfileWords> {
  const found = await findProject(options.projectDir ?? process.cwd())
  if (!found.ok) return { profiles: [], targets: [] }
  const { root } = found
  const { environment } = await loadEnvironment(root, options.environment ?? process.env)
  const text = profilesText({ root, environment, overrides: { profilesFolder: options.profilesDir } })
  const { root: map } = readYaml(text, 'profiles.yml', { repeatedKeys: 'warn' })
  const outputs = keysOf(map).map((profile) => ({ profile, targets: keysOf(outputsOf(map, profile)) }))
  const profiles = outputs.filter(({ targets }) => targets.length > 0).map(({ profile }) => profile)
  const wanted = outputs.filter(({ profile }) => options.profile === undefined || profile === options.profile)
  return { profiles, targets: [...new Set(wanted.flatMap(({ targets }) => targets))] }
}

function outputsOf(map: YamlNode | undefined, profile: string): YamlNode | undefined {
  return entryOf(entryOf(map, profile)?.value, 'outputs')?.value
}

function keysOf(node: YamlNode | undefined): readonly string[] {
  return node?.type === 'map' ? node.entries.map(({ key }) => key) : []
}
