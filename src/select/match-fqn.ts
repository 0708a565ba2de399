import type { Node } from '../manifest/node.ts'
import { glob, hasWildcard } from './glob.ts'

/**
 * dbt's rule for a name: with the package in front or without it, a node matches when its last part is the name, when
 * the dotted name is the beginning of its dotted fqn, or, from the first part with a wildcard on, when the rest of the
 * name matches the rest of the fqn. A wildcard without a dot is also compared with the last part alone. A dot in a
 * node's name separates parts like the dots between them. The last part of a model with versions is its version: the
 * one before is its name, and `name.v2` or `name_v2` are both.
 */
export function matchFqn(name: string): (node: Node) => boolean {
  const parts = name.split('.')
  const firstWildcard = parts.findIndex(hasWildcard)
  const matches = firstWildcard === -1 ? beginsWith(name) : matchesFrom(parts, firstWildcard)
  const underscored = parts.slice(-2).join('_')
  return (node) => {
    const { fqn } = node
    const isVersioned = node.type === 'model' && node.version !== undefined
    const leaf = fqn.at(isVersioned ? -2 : -1) ?? ''
    if (leaf === name || (isVersioned && fqn.slice(-2).join('_') === underscored)) return true
    const dotted = fqn.join('.')
    return matches(dotted, leaf) || matches(dotted.slice((fqn[0] ?? '').length + 1), leaf)
  }
}

function beginsWith(name: string): (dotted: string) => boolean {
  const folder = `${name}.`
  return (dotted) => dotted === name || dotted.startsWith(folder)
}

function matchesFrom(parts: readonly string[], firstWildcard: number): (dotted: string, leaf: string) => boolean {
  const exact = parts
    .slice(0, firstWildcard)
    .map((part) => `${part}.`)
    .join('')
  const rest = glob(parts.slice(firstWildcard).join('.'))
  return (dotted, leaf) => {
    if (!dotted.startsWith(exact) || countDots(dotted) < parts.length - 1) return false
    return rest(dotted.slice(exact.length)) || (parts.length === 1 && rest(leaf))
  }
}

function countDots(text: string): number {
  let count = 0
  for (let at = text.indexOf('.'); at !== -1; at = text.indexOf('.', at + 1)) count += 1
  return count
}
