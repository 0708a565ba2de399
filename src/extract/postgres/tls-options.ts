import { existsSync, readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import { keyIsOpen, noSystemCertificates, unreadableCertificate, unusableKey } from './connect-diagnostics.ts'
import type { Server } from './server.ts'

/**
 * What TLS must prove and show, or false for none. As with libpq, `prefer` and `require` encrypt without asking who
 * answers, unless a file of authorities is named. Throws `ExtractError` for files that do not do.
 */
export function tlsOptions(server: Server): ConnectionOptions | false {
  const { host, sslmode, sslrootcert } = server
  if (sslmode === 'disable' || host.startsWith('/')) return false
  // Connections are made to an address, so the name in the certificate must be told.
  const name = isIP(host) === 0 ? { servername: host } : {}
  const proves = sslmode === 'verify-full' || sslmode === 'verify-ca' || sslrootcert !== undefined
  const anyName = sslmode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }
  return { ...authorities(server), ...ownCertificate(server), ...name, ...anyName, rejectUnauthorized: proves }
}

/** Where systems keep the authorities that they trust, in one file. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/opt/homebrew/etc/openssl@3/cert.pem',
  '/usr/local/etc/openssl@3/cert.pem',
]

/** Without a file they are those that Node comes with. */
function authorities(server: Server): Pick<ConnectionOptions, 'ca'> {
  const { sslrootcert } = server
  if (sslrootcert === undefined) return {}
  if (sslrootcert !== 'system') return { ca: contents('sslrootcert', sslrootcert) }
  const given = process.env['SSL_CERT_FILE']
  const file = [...(given === undefined ? [] : [given]), ...systemFiles].find((path) => existsSync(path))
  if (file === undefined) throw noSystemCertificates(server)
  return { ca: contents('sslrootcert', file) }
}

/** The certificate that the server may ask for, with its key. */
function ownCertificate({
  sslcert,
  sslkey,
  sslpassword,
}: Server): Pick<ConnectionOptions, 'cert' | 'key' | 'passphrase'> {
  if (sslcert === undefined || sslkey === undefined) return {}
  const cert = contents('sslcert', sslcert)
  if (isOpen(sslkey)) throw keyIsOpen(sslkey)
  const key = contents('sslkey', sslkey)
  const shown = { cert, key, ...(sslpassword !== undefined && { passphrase: sslpassword.reveal() }) }
  try {
    createSecureContext(shown)
  } catch (error) {
    throw unusableKey(
      { sslkey, sslcert, isEncrypted: /ENCRYPTED/.test(key), hasPassword: sslpassword !== undefined },
      error,
    )
  }
  return shown
}

function contents(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadableCertificate(option, path, error)
  }
}

/** As for libpq, a key is nobody else's: its group may read it only where it is root's. */
function isOpen(path: string): boolean {
  if (process.platform === 'win32' || !existsSync(path)) return false
  const { mode, uid } = statSync(path)
  return (mode & (uid === 0 && process.getuid?.() !== 0 ? 0o027 : 0o077)) !== 0
}
