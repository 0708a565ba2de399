import { glob, hasWildcard } from './glob.ts'

/**
 * dbt's rule for a name: with the package in front or without it, a node matches when its last part is the name, when
 * the dotted name is the beginning of its dotted fqn, or, from the first part with a wildcard on, when the rest of the
 * name matches the rest of the fqn. A wildcard without a dot is also compared with the last part alone. A dot in a
 * node's name separates parts like the dots between them.
 */
export function matchFqn(name: string): (fqn: readonly string[]) => boolean {
  const parts = name.split('.')
  const firstWildcard = parts.findIndex(hasWildcard)
  const matches = firstWildcard === -1 ? beginsWith(name) : matchesFrom(parts, firstWildcard)
  return (fqn) => {
    const leaf = fqn.at(-1) ?? ''
    if (leaf === name) return true
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
