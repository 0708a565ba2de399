import type { ConnectionTarget } from '../../project/profile.ts'

/** A PostgreSQL server and how to reach it. */
export type Server = Extract<ConnectionTarget, { readonly embedded: false }>

/** Whether nobody between this machine and the server can listen. */
export function isLocal({ host }: Server): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
