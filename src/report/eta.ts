import type { NodeId } from '../manifest/node-id.ts'

export interface RemainingWork {
  /** Nodes that have not begun. */
  readonly waiting: Iterable<NodeId>
  /** Of nodes that run: what is left of each, where that can be told. */
  readonly running: readonly (number | undefined)[]
  readonly lastSeconds: ReadonlyMap<NodeId, number>
  readonly threads: number
}

/**
 * Seconds until the run ends, by what its nodes took the last time; undefined where too few of them are known. One that
 * is not takes what the known ones take on average.
 */
export function secondsLeft({ waiting, running, lastSeconds, threads }: RemainingWork): number | undefined {
  const last = [...waiting].map((id) => lastSeconds.get(id))
  const all = [...last, ...running]
  const known = all.filter((seconds) => seconds !== undefined)
  if (known.length === 0 || known.length < all.length / 2) return undefined
  const sum = known.reduce((total, seconds) => total + seconds, 0)
  const average = sum / known.length
  const longest = Math.max(0, ...running.map((seconds) => seconds ?? 0))
  return Math.max(longest, (sum + (all.length - known.length) * average) / Math.min(threads, all.length))
}

/** Seconds that a node still needs: by how much of it is done, else by its last time; undefined where nothing is known. */
export function nodeSecondsLeft(
  elapsed: number,
  { share, last }: { readonly share: number | undefined; readonly last: number | undefined },
): number | undefined {
  if (share !== undefined && share > 0) return (elapsed * (1 - share)) / share
  return last === undefined || last < elapsed ? undefined : last - elapsed
}
