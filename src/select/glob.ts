/** One place of a pattern: `*`, or what a single character must be. */
type Part = 'any number' | ((character: string) => boolean)

/**
 * Whether a text matches a shell pattern as Python's `fnmatch` reads it, which dbt uses: `*`, `?`, `[a-z]`, `[!a-z]`;
 * upper and lower case differ, a dot is a character like others. The work is at most pattern × text, whatever they are.
 */
export function glob(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern
  const parts = partsOf([...pattern])
  return (text) => matches(parts, [...text])
}

/** Whether a text is a pattern at all. */
export function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text)
}

function partsOf(pattern: readonly string[]): readonly Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? ''
    const end = character === '[' ? endOfSet(pattern, at) : -1
    if (character === '*') parts.push('any number')
    else if (character === '?') parts.push(() => true)
    else if (end === -1) parts.push((other) => other === character)
    else parts.push(setOf(pattern.slice(at + 1, end)))
    if (end !== -1) at = end
  }
  return parts
}

/** The `]` that closes the set opened at `start`, or -1: then `[` is a character like others. `[]]` and `[!]]` hold a `]`. */
function endOfSet(pattern: readonly string[], start: number): number {
  const first = pattern[start + 1] === '!' ? start + 2 : start + 1
  return pattern.indexOf(']', pattern[first] === ']' ? first + 1 : first)
}

function setOf(inside: readonly string[]): (character: string) => boolean {
  const negated = inside[0] === '!'
  const ranges: [low: string, high: string][] = []
  for (let at = negated ? 1 : 0; at < inside.length; at += 1) {
    const low = inside[at] ?? ''
    const isRange = inside[at + 1] === '-' && at + 2 < inside.length
    ranges.push([low, isRange ? (inside[at + 2] ?? '') : low])
    if (isRange) at += 2
  }
  return (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated
}

/** Greedy with one way back: a later `*` makes every earlier one irrelevant. */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let at = 0
  let star: { part: number; at: number } | undefined
  let part = 0
  while (at < text.length) {
    const expected = parts[part]
    if (expected === 'any number') {
      star = { part, at }
      part += 1
    } else if (expected?.(text[at] ?? '')) {
      part += 1
      at += 1
    } else if (star === undefined) {
      return false
    } else {
      star = { part: star.part, at: star.at + 1 }
      part = star.part + 1
      at = star.at
    }
  }
  return parts.slice(part).every((rest) => rest === 'any number')
}
