import { hostname, userInfo } from 'node:os'
import type { Holder, LeaseRecord } from '../environments/lease.ts'
import { hasEnded } from './work-folder.ts'

/** This process, as the holder of leases for a run. */
export function holderOf(run: string): Holder {
  return { run, owner: userInfo().username, host: hostname(), pid: process.pid }
}

/** Only processes of this machine can be known to have ended. */
export function isGone({ host, pid, since }: LeaseRecord): boolean {
  return host === hostname() && hasEnded(pid, since.getTime())
}
