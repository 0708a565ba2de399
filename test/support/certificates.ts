import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** A certificate and its key, as files. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  /** The common name: a host, or a user. */
  readonly name: string
  /** Who signs it; left out: itself. */
  readonly by?: Certificate
  /** Negative: it has expired. */
  readonly days?: number
  /** The passphrase of its key. */
  readonly passphrase?: string
}

let made = 0

/** Makes a certificate in a folder, with openssl. */
export function makeCertificate(folder: string, { name, by, days = 2, passphrase }: Wanted): Certificate {
  made += 1
  const file = (ending: string) => join(folder, `${name}-${made}.${ending}`)
  const [cert, key, request] = [file('crt'), file('key'), file('csr')]
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const newKey = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    `/CN=${name}`,
  ]
  if (by === undefined) openssl('req', '-x509', ...newKey, '-days', String(days), '-out', cert)
  else {
    openssl('req', ...newKey, '-out', request)
    const signing = ['-CA', by.cert, '-CAkey', by.key, '-CAcreateserial', '-days', String(days)]
    openssl('x509', '-req', '-in', request, ...signing, '-out', cert)
  }
  if (passphrase !== undefined) openssl('ec', '-aes256', '-passout', `pass:${passphrase}`, '-in', key, '-out', key)
  return { cert, key }
}
