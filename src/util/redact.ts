import type { Secret } from './secret.ts'

/** Replaces what must not be seen. */
export type Redact = (text: string) => string

const shortest = 4

/**
 * Replaces each secret by `***`, as it is, and as it looks in a URL, in base64 and in JSON. Values shorter than four
 * characters are left: they would turn up in every second word.
 */
export function redactor(secrets: Iterable<Secret>): Redact {
  const forms = new Set([...secrets].map((secret) => secret.reveal()).flatMap(formsOf))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((left, form) => left.replaceAll(form, '***'), text)
}

function formsOf(value: string): readonly string[] {
  if (value.length < shortest) return []
  return [value, encodeURIComponent(value), Buffer.from(value).toString('base64'), JSON.stringify(value).slice(1, -1)]
}
