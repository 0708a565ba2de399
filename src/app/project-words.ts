import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isSource } from '../manifest/lookup.ts'
import { loadManifest } from './load-manifest.ts'
import type { ProjectOptions } from './options.ts'

/**
 * What can be written into a selector of a project: names of nodes, layers, tags and sources, sorted. None where there is no
 * project, or one that cannot be read: who completes a line asks for words, not for mistakes.
 */
export async function projectWords(options: ProjectOptions = {}): Promise<readonly string[]> {
  try {
    const { manifest } = await loadManifest(options)
    const nodes = [...manifest.nodes.values()]
    const named = nodes.filter(({ type }) => type !== 'source' && type !== 'test').map(({ name }) => name)
    const tags = nodes.flatMap((node) => node.tags.map((tag) => `tag:${tag}`))
    const sources = nodes
      .filter(isSource)
      .flatMap(({ sourceName, name }) => [`source:${sourceName}`, `source:${sourceName}.${name}`])
    const layers = manifest.layers.flatMap((layer) => [layer, `layer:${layer}`])
    return [...new Set([...named, ...layers, ...tags, ...sources])].sort()
  } catch (error) {
    if (error instanceof ProjectError) return []
    throw error
  }
}
