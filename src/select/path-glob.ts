import { glob, hasWildcard } from './glob.ts'

export interface PathPattern {
  /** The path itself, or a folder above it. */
  matchesBeneath(path: string): boolean
  matchesExactly(path: string): boolean
}

/** A path pattern as in Python's `Path.glob`: wildcards stay within one folder's name, `**` is any number of folders; `.` is all. */
export function pathPattern(pattern: string): PathPattern {
  const names = partsOfPath(pattern)
  if (!hasWildcard(pattern)) return plainPath(names.join('/'))
  const parts = names.map((part) => (part === '**' ? part : glob(part)))
  return {
    matchesBeneath: (path) => lengthsMatched(parts, path).length > 0,
    matchesExactly: (path) => lengthsMatched(parts, path).includes(partsOfPath(path).length),
  }
}

function plainPath(wanted: string): PathPattern {
  const folder = wanted === '' ? '' : `${wanted}/`
  return {
    matchesBeneath: (path) => path === wanted || path.startsWith(folder),
    matchesExactly: (path) => path === wanted,
  }
}

/** How many of the path's leading parts the whole pattern covers; all ways, at least one part. */
function lengthsMatched(pattern: readonly ('**' | ((part: string) => boolean))[], path: string): readonly number[] {
  let places = withEmptyFolders(pattern, new Set([0]))
  return partsOfPath(path).flatMap((part, index) => {
    const next = [...places].flatMap((place) => {
      const expected = pattern[place]
      if (expected === '**') return place
      return expected?.(part) ? place + 1 : []
    })
    places = withEmptyFolders(pattern, new Set(next))
    return places.has(pattern.length) ? index + 1 : []
  })
}

/** `**` may stand for no folder at all. A set that grows while it is walked is walked to its end. */
function withEmptyFolders(pattern: readonly unknown[], places: Set<number>): ReadonlySet<number> {
  for (const place of places) if (pattern[place] === '**') places.add(place + 1)
  return places
}

function partsOfPath(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}
