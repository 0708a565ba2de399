import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { Criterion } from './selector.ts'

/** What could have been written in place of a value that matches nothing, for "did you mean". */
export function knownValues(
  { method, keys }: Pick<Criterion, 'method' | 'keys'>,
  manifest: Manifest,
): Iterable<string> {
  const nodes = [...manifest.nodes.values()]
  if (method === 'layer') return manifest.layers
  if (method === 'word') return [...nodes.flatMap(namesOf), ...manifest.layers, ...nodes.flatMap(({ tags }) => tags)]
  return new Set(nodes.flatMap((node) => valuesOf(node, method, keys)))
}

function valuesOf(node: Node, method: Exclude<Criterion['method'], 'word' | 'layer'>, keys: readonly string[]) {
  switch (method) {
    case 'tag':
      return node.tags
    case 'path':
      return [node.path, ...foldersOf(node.path)]
    case 'file':
      return [node.path.slice(node.path.lastIndexOf('/') + 1)]
    case 'source':
      return node.type === 'source' ? [node.sourceName, `${node.sourceName}.${node.name}`] : []
    case 'exposure':
    case 'unit_test':
      return node.type === method ? [node.name] : []
    case 'package':
      return [node.packageName]
    case 'test_name':
      return node.type === 'test' && node.generic !== undefined ? [node.generic.testName] : []
    case 'config':
    case 'group':
    case 'access': {
      const value = node.config[method === 'config' ? keys.join('.') : method]
      return typeof value === 'string' ? [value] : []
    }
    default:
      return namesOf(node)
  }
}

function namesOf(node: Node): readonly string[] {
  return node.type === 'source' ? [] : [node.name, ...node.fqn.slice(1, -1)]
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
