import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { locked } from './diagnostics.ts'
import { documentBytes, readDocument, readSpareDocument } from './document.ts'
import { leaseKey } from './layout.ts'
import { countOf, dateOf, field, textOf, type Value } from './shape.ts'

/** A lease that is not renewed is free after so many seconds; it is to be renewed at a third of that. */
export const leaseSeconds = 60

/** Who works on an environment. */
export interface Holder {
  readonly run: string
  readonly owner: string
  readonly host: string
  readonly pid: number
}

export interface LeaseRecord extends Holder {
  readonly since: Date
  readonly expires: Date
}

/**
 * The right to work on an environment, as a courtesy between runs: it saves a second run its work. What keeps two runs
 * from publishing over each other is the condition on the pointer, with or without a lease.
 */
export interface Lease {
  /** Holds it for another `leaseSeconds`. False: another run has taken it over. */
  renew(): Promise<boolean>
  /** Lets it go, unless another run has taken it over. */
  release(): Promise<void>
}

export type LeaseResult =
  | { readonly ok: true; readonly lease: Lease }
  | { readonly ok: false; readonly diagnostic: Diagnostic; readonly holder: LeaseRecord }

export interface LeaseRequest {
  readonly environment: string
  readonly holder: Holder
  /** Whether the process of a holder is known to have ended, so that nobody waits for it. */
  readonly isGone: (holder: LeaseRecord) => boolean
}

/**
 * Takes the lease of an environment if it is free, has expired, is damaged, or its holder is gone; else says who has it.
 */
export async function acquireLease(store: Store, request: LeaseRequest, clock: Clock): Promise<LeaseResult> {
  const { environment, holder, isGone } = request
  const key = leaseKey(environment)
  for (;;) {
    const found = await readSpareDocument(store, key, leaseFromJson)
    const now = clock.now()
    const current = found?.content
    if (current !== undefined && current.expires > now && !isGone(current)) {
      return { ok: false, diagnostic: held(environment, current, now), holder: current }
    }
    const condition = found === undefined ? ({ absent: true } as const) : { etag: found.etag }
    const written = await store.put(key, leaseBytes(holder, { since: now, now }), condition)
    if (written !== 'conflict')
      return { ok: true, lease: leaseOf(store, { key, holder, since: now }, written.etag, clock) }
  }
}

/** The lease of an environment, expired or not; undefined when it was never taken. */
export async function readLease(
  store: Store,
  environment: string,
): Promise<{ readonly etag: string; readonly content: LeaseRecord } | undefined> {
  return readDocument(store, leaseKey(environment), leaseFromJson)
}

/** Says who holds an environment. */
export function held(environment: string, { since, expires, ...holder }: LeaseRecord, now: Date): Diagnostic {
  const seconds = Math.max(0, Math.ceil((expires.getTime() - now.getTime()) / 1000))
  return locked(environment, { ...holder, since, seconds })
}

function leaseOf(
  store: Store,
  taken: { readonly key: string; readonly holder: Holder; readonly since: Date },
  firstEtag: string,
  clock: Clock,
): Lease {
  const { key, holder, since } = taken
  let etag: string | undefined = firstEtag
  const write = async (now: Date, seconds: number): Promise<boolean> => {
    if (etag === undefined) return false
    const written = await store.put(key, leaseBytes(holder, { since, now, seconds }), { etag })
    etag = written === 'conflict' ? undefined : written.etag
    return etag !== undefined
  }
  return {
    renew: () => write(clock.now(), leaseSeconds),
    release: async () => {
      await write(clock.now(), 0)
      etag = undefined
    },
  }
}

/** A lease that was let go is one that has expired: removing the object could remove that of the next holder. */
function leaseBytes(
  { run, owner, host, pid }: Holder,
  time: { readonly since: Date; readonly now: Date; readonly seconds?: number },
): Uint8Array {
  const expires = new Date(time.now.getTime() + (time.seconds ?? leaseSeconds) * 1000)
  return documentBytes({ run, owner, host, pid, since: time.since, expires })
}

function leaseFromJson(document: Value): LeaseRecord {
  return {
    run: textOf(field(document, 'run')),
    owner: textOf(field(document, 'owner')),
    host: textOf(field(document, 'host')),
    pid: countOf(field(document, 'pid')),
    since: dateOf(field(document, 'since')),
    expires: dateOf(field(document, 'expires')),
  }
}
