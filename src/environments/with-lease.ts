import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { acquireLease, type LeaseRequest, leaseSeconds } from './lease.ts'

/** Does work that changes an environment while holding its lease. Throws `ProjectError` where another run has it. */
export async function withLease<T>(
  store: Store,
  { clock, ...request }: LeaseRequest & { readonly clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  const taken = await acquireLease(store, request, clock)
  if (!taken.ok) throw new ProjectError([taken.diagnostic])
  const { lease } = taken
  const timer = setInterval(() => void lease.renew().catch(() => false), (leaseSeconds * 1000) / 3)
  timer.unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await lease.release().catch(() => undefined)
  }
}
