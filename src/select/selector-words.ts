import { isSource } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { methods } from '../project/selection-words.ts'
import { knownValues } from './known-values.ts'
import { acceptedValues } from './parse-criterion.ts'

/**
 * What may be written into a selector of a project, as far as `begun`: names of nodes and layers, and methods; behind a
 * method and its colon its values. `defined`: names of the project's selectors.
 */
export function selectorWords(
  manifest: Manifest,
  { begun, defined }: { readonly begun: string; readonly defined: readonly string[] },
): readonly string[] {
  const [, written = ''] = /^([\w.]+):/.exec(begun) ?? []
  const [name = '', ...keys] = written.split('.')
  const method = methods.find((known) => known === name)
  if (method !== undefined) {
    const values = method === 'selector' ? defined : (acceptedValues(method) ?? knownValues({ method, keys }, manifest))
    return sorted([...values].map((value) => `${written}:${value}`))
  }
  const nodes = [...manifest.nodes.values()]
  const names = nodes.filter((node) => !isSource(node) && node.type !== 'test').map((node) => node.name)
  const tags = nodes.flatMap((node) => node.tags.map((tag) => `tag:${tag}`))
  const sources = nodes.filter(isSource).map(({ sourceName }) => `source:${sourceName}`)
  const layers = manifest.layers.flatMap((layer) => [layer, `layer:${layer}`])
  const stubs = methods.map((known) => (known === 'config' ? 'config.materialized:' : `${known}:`))
  return sorted([
    ...names,
    ...layers,
    ...tags,
    ...sources,
    ...defined.map((each) => `selector:${each}`),
    ...(begun === '' ? [] : stubs),
  ])
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort()
}
