/**
 * The known name closest to what somebody wrote, for "did you mean".
 *
 * Distance is the number of inserted, deleted, replaced or swapped characters (Damerau–Levenshtein, optimal string
 * alignment), upper and lower case being equal. Names further away than a third of the length, rounded up, are no suggestion.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const written = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.ceil(written.length / 3)) + 1
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
  let before: Row = []
  let above: Row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = nextRow({ a, b, i }, above, before)
    if (Math.min(...row) >= limit) return limit
    before = above
    above = row
  }
  return above[b.length] ?? limit
}

type Row = readonly number[]

/** Distances of the first `i` characters of `a` from each beginning of `b`. */
function nextRow(
  { a, b, i }: { readonly a: string; readonly b: string; readonly i: number },
  above: Row,
  before: Row,
): Row {
  const row = [i]
  for (let j = 1; j <= b.length; j += 1) {
    const replaced = at(above, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
    const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    const swapped = isSwapped ? at(before, j - 2) + 1 : replaced
    row.push(Math.min(replaced, at(above, j) + 1, at(row, j - 1) + 1, swapped))
  }
  return row
}

function at(row: Row, index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
