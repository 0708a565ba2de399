import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { ConfigEntry, ConfigLevel, MergedConfig } from '../project/merge-config.ts'
import { folderLevels, mergeConfig } from '../project/merge-config.ts'
import type { ConfiguredType, Project } from '../project/project.ts'
import { readConfigEntry } from '../project/read-config.ts'
import { nodeOf } from '../project/yaml-node.ts'

export interface ConfigSources {
  readonly type: ConfiguredType
  readonly project: Project
  readonly fqn: readonly string[]
  /** From properties files, the weakest first. */
  readonly properties: readonly ConfigLevel[]
  /** From `config()` in the node's own file, not yet checked. */
  readonly inFile: readonly ConfigEntry[]
}

/** A node's configuration from all levels, and what is wrong with its own `config()`. */
export function nodeConfig(sources: ConfigSources): MergedConfig & { readonly diagnostics: readonly Diagnostic[] } {
  const { type, project, fqn, properties, inFile } = sources
  const diagnostics: Diagnostic[] = []
  const checked = inFile.flatMap(({ key, value, location, keyLocation = location }) => {
    const entry = { key, keyStart: keyLocation.start, keyEnd: keyLocation.end, value: nodeOf(value, location) }
    return readConfigEntry(type, entry, {
      file: location.file,
      // A value of config() was rendered with the template it stands in.
      render: (text) => text,
      isDbt: project.dbt,
      report: (diagnostic) => diagnostics.push(diagnostic),
    })
  })
  const merged = mergeConfig([...folderLevels(project.folderConfig[type], fqn), ...properties, checked])
  return { diagnostics, ...merged }
}

/** A configuration value that must be text where it is set. */
export function textOf(config: MergedConfig, key: string): string | undefined {
  const value = config.values[key]
  return value === undefined || value === null ? undefined : String(value)
}

/** A configuration value as a list of texts; one text is a list of one. */
export function textsOf(config: MergedConfig, key: string): readonly string[] {
  const value = config.values[key] ?? []
  return (Array.isArray(value) ? value : [value]).map(String)
}
