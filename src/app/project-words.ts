import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isOperation, isSource } from '../manifest/lookup.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import type { ProjectOptions } from './options.ts'

/**
 * What can be written into a selector of a project: names of nodes, layers, tags, sources and selectors, sorted. None where there is no
 * project, or one that cannot be read: who completes a line asks for words, not for mistakes.
 */
export async function projectWords(options: ProjectOptions = {}): Promise<readonly string[]> {
  return wordsOf(options, ({ manifest, selectors }) => {
    const nodes = [...manifest.nodes.values()]
    const named = nodes.filter(({ type }) => type !== 'source' && type !== 'test').map(({ name }) => name)
    const tags = nodes.flatMap((node) => node.tags.map((tag) => `tag:${tag}`))
    const sources = nodes
      .filter(isSource)
      .flatMap(({ sourceName, name }) => [`source:${sourceName}`, `source:${sourceName}.${name}`])
    const layers = manifest.layers.flatMap((layer) => [layer, `layer:${layer}`])
    const defined = [...selectors.keys()].map((name) => `selector:${name}`)
    return [...named, ...layers, ...tags, ...sources, ...defined]
  })
}

/** The macros that can be called by themselves, in the same way. */
export async function projectMacros(options: ProjectOptions = {}): Promise<readonly string[]> {
  return wordsOf(options, ({ manifest: { macros } }) =>
    [...macros.values()].map(({ name }) => name).filter(isOperation),
  )
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
