import { float, int, type Value } from './runtime/value.ts'

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}
const escapes = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g

/** The text of a string literal between its quotes, with Python's escapes; an unknown one keeps its backslash. */
export function unescaped(body: string): string {
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body
  if (!text.includes('\\')) return text
  return text.replace(escapes, (whole, x: string, u: string, long: string, octal: string, one: string) => {
    if (one !== undefined) return simple[one] ?? whole
    const code = octal === undefined ? Number.parseInt(x ?? u ?? long, 16) : Number.parseInt(octal, 8)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

export function integerLiteral(text: string): Value {
  return text.length < 16 && /^\d+$/.test(text)
    ? Number(text)
    : int(BigInt(text.replaceAll('_', '').replace(/^0+(?=\d)/, '')))
}

export function floatLiteral(text: string): Value {
  return float(Number(text.replaceAll('_', '')))
}
