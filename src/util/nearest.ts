/**
 * The known name closest to what somebody wrote, for "did you mean".
 *
 * Distance is the number of inserted, deleted, replaced or swapped characters (Damerau–Levenshtein, optimal string
 * alignment), upper and lower case being equal. Names further away than a third of the length are no suggestion.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const written = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(written, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The edit distance of two texts, or `limit` as soon as it cannot be smaller. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let twoBack: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let distance = Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, (twoBack[j - 2] ?? limit) + 1)
      row.push(distance)
    }
    if (Math.min(...row) >= limit) return limit
    twoBack = previous
    previous = row
  }
  return previous[b.length] ?? limit
}
