import { ExtractError } from '../../ports/extractor.ts'
import { told } from './driver-error.ts'
import { type ServerName, serverUrl } from './server-name.ts'

export function connectFailed(server: ServerName, cause: unknown): ExtractError {
  const { code, text } = told(cause, server.password)
  const unnamed = server.password === undefined && /password/i.test(text)
  const wantsCertificate = /valid client certificate/.test(text)
  const hint = unnamed
    ? 'Give a "password" in the profile.'
    : wantsCertificate
      ? certificateHint
      : connectHints.get(code)?.(server)
  return new ExtractError('extract/connect-failed', `PostgreSQL at ${serverUrl(server)} refused: ${text}`, hint)
}

export function connectTimedOut(server: ServerName, milliseconds: number): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `PostgreSQL at ${serverUrl(server)} did not answer within ${milliseconds / 1000} s.`,
    'Check the host and the port, and whether a firewall lets this machine through.',
  )
}

export function connectInterrupted(server: ServerName): ExtractError {
  return new ExtractError('extract/connect-failed', `Connecting to ${serverUrl(server)} was interrupted.`)
}

export function noEncryption(server: ServerName): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `PostgreSQL at ${serverUrl(server)} offers no encryption.`,
    'Switch on "ssl" in the server, or write "sslmode: disable" if the way to it is safe.',
  )
}

/** `option`: the key of the profile that names the file. */
export function unreadableCertificate(option: string, path: string, cause: unknown): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `"${option}" names "${path}", which cannot be read: ${told(cause).text}`,
  )
}

export function noSystemCertificates(server: ServerName): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `"sslrootcert: system" is set for ${serverUrl(server)}, and no file of the system's certificates was found.`,
    'Name it in the environment variable SSL_CERT_FILE, or in "sslrootcert".',
  )
}

export function keyIsOpen(path: string): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `"sslkey" names "${path}", which other users of this machine may read.`,
    `Run: chmod 600 ${path}`,
  )
}

export function unusableKey(
  files: {
    readonly sslkey: string
    readonly sslcert: string
    readonly isEncrypted: boolean
    readonly hasPassword: boolean
  },
  cause: unknown,
): ExtractError {
  const { sslkey, sslcert, isEncrypted, hasPassword } = files
  if (isEncrypted) {
    const message = `The key "${sslkey}" is encrypted, and ${hasPassword ? '"sslpassword" does not open it' : 'there is no "sslpassword"'}.`
    return new ExtractError('extract/connect-failed', message, 'Give its passphrase in "sslpassword".')
  }
  return new ExtractError(
    'extract/connect-failed',
    `The key "${sslkey}" and the certificate "${sslcert}" cannot be used together: ${told(cause).text}`,
    'Check that "sslcert" and "sslkey" are PEM files of one pair.',
  )
}

/** `said`: what it wrote to its error stream. */
export function passwordCommandFailed(problem: string, said: string): ExtractError {
  const line = said.trim().split('\n').at(-1)?.trim() ?? ''
  return new ExtractError(
    'extract/connect-failed',
    `The "password_command" of the profile ${problem}${line === '' ? '.' : `: ${line}`}`,
    'Run it in a shell: it has to print the password, and nothing else, on its first line.',
  )
}

export function noChannelBinding(server: ServerName): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `PostgreSQL at ${serverUrl(server)} does not bind the password to the encrypted connection, as "channel_binding: require" asks.`,
    'It needs TLS, and a password that the server keeps as SCRAM-SHA-256; a pooler or proxy in between that ends TLS cannot do it.',
  )
}

const connectHints: ReadonlyMap<string, (server: ServerName) => string> = new Map([
  ['28P01', ({ user }: ServerName) => `Check the password of "${user}" in the profile.`],
  ['28000', ({ user }: ServerName) => `Check that "${user}" may log in from here, and "sslmode".`],
  ['3D000', ({ dbname }: ServerName) => `Check "dbname": there is no database "${dbname}".`],
  ['53300', () => 'Wait until other sessions end, or lower "threads" of the target.'],
  ['57P03', () => 'The server is starting or stopping. Try again in a moment.'],
  ['ECONNREFUSED', () => 'Check "host" and "port", and that the server runs.'],
  ['ENOTFOUND', ({ host }: ServerName) => `Check "host": no machine is known as "${host}".`],
  ['EAI_AGAIN', ({ host }: ServerName) => `Check the network: the name "${host}" could not be looked up.`],
  ['SELF_SIGNED_CERT_IN_CHAIN', () => trustHint],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', () => trustHint],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', () => trustHint],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', () => trustHint],
  ['CERT_HAS_EXPIRED', () => "The server's certificate, or its authority's, has to be renewed."],
  ['CERT_NOT_YET_VALID', () => 'Check the clocks of this machine and of the server.'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', () => certificateHint],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', () => 'The server does not trust the authority of the certificate in "sslcert".'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', () => 'The certificate in "sslcert" has expired.'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', () => 'Use the name in the certificate as "host", or "sslmode: verify-ca".'],
])

const trustHint =
  'Name the certificate of its authority in "sslrootcert". Where the way to the server is safe, "sslmode: require" encrypts and does not ask who answers.'
const certificateHint = 'Name a certificate and its key in "sslcert" and "sslkey".'
