/**
 * Does a step for every item, at most so many at the same time, and returns the results in the order of the items. After
 * a failure nothing new is started; what runs is waited for, and the first failure is thrown.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  step: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const queue = [...items.entries()].values()
  let failed = false
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return
      try {
        results[index] = await step(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  return results
}
