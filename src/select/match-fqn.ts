import { glob, hasWildcard } from './glob.ts'

/**
 * dbt's rule for a name: with the package in front or without it, a node matches when its last part is the name, when
 * the dotted name is the beginning of its dotted fqn, or, from the first part with a wildcard on, when the rest of the
 * name matches the rest of the fqn. A wildcard without a dot is also compared with the last part alone.
 */
export function matchFqn(name: string): (fqn: readonly string[]) => boolean {
  const parts = name.split('.')
  const firstWildcard = parts.findIndex(hasWildcard)
  const exact = firstWildcard === -1 ? parts : parts.slice(0, firstWildcard)
  const rest = firstWildcard === -1 ? undefined : glob(parts.slice(firstWildcard).join('.'))
  const last = parts.length === 1 ? rest : undefined

  const matches = (fqn: readonly string[]): boolean => {
    const leaf = fqn.at(-1) ?? ''
    if (leaf === name) return true
    // A dot in a name separates parts like the dots between them.
    const flat = fqn.join('.').split('.')
    if (flat.length < parts.length || exact.some((part, index) => flat[index] !== part)) return false
    return rest === undefined || rest(flat.slice(exact.length).join('.')) || last?.(leaf) === true
  }
  return (fqn) => matches(fqn) || matches(fqn.slice(1))
}
