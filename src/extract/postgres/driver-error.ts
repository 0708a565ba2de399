import type { Secret } from '../../util/secret.ts'

/** A driver's error as code and text, with the password taken out. */
export function told(cause: unknown, password?: Secret): { readonly code: string; readonly text: string } {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const text = cause instanceof Error ? cause.message || code : String(cause)
  const secret = password?.reveal() ?? ''
  const safe = secret === '' ? text : text.replaceAll(secret, '***')
  return { code, text: /[.!?]$/.test(safe) ? safe : `${safe}.` }
}

/** What the server says when it ends a session, and the system when a connection is gone. */
const broken: ReadonlySet<string> = new Set([
  ...['57P01', '57P02', '08000', '08003', '08006'],
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENETRESET', 'ECONNABORTED'],
])

/** Whether an error is the loss of a connection, and no answer to what was asked. */
export function isBroken(cause: unknown): boolean {
  const { code, text } = told(cause)
  return broken.has(code) || /^Connection terminated/.test(text)
}
