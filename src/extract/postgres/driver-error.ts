import type { Secret } from '../../util/secret.ts'

/** A driver's error as code and text, with the password taken out. */
export function told(cause: unknown, password?: Secret): { readonly code: string; readonly text: string } {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const text = cause instanceof Error ? cause.message || code : String(cause)
  const secret = password?.reveal() ?? ''
  const safe = secret === '' ? text : text.replaceAll(secret, '***')
  return { code, text: /[.!?]$/.test(safe) ? safe : `${safe}.` }
}
