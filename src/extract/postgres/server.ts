import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { ConnectionTarget } from '../../project/profile.ts'
import { unreadableCertificate } from './diagnostics.ts'

/** A PostgreSQL server and how to reach it. */
export type Server = Extract<ConnectionTarget, { readonly embedded: false }>

/** What TLS must prove, or false for none. `prefer` and `require` encrypt without asking who answers, as libpq does. */
export function tlsOptions({ host, sslmode, sslrootcert }: Server): ConnectionOptions | false {
  if (sslmode === 'disable' || host.startsWith('/')) return false
  const ca = sslrootcert === undefined ? {} : { ca: certificate(sslrootcert) }
  // Connections are made to an address, so the name in the certificate must be told.
  const name = isIP(host) === 0 ? { servername: host } : {}
  const proves = sslmode === 'verify-full' || sslmode === 'verify-ca' || sslrootcert !== undefined
  const anyName = sslmode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }
  return { ...ca, ...name, ...anyName, rejectUnauthorized: proves }
}

/** Whether nobody between this machine and the server can listen. */
export function isLocal({ host }: Server): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function certificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadableCertificate(path, error)
  }
}
