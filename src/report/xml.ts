import { stripControl } from '../util/strip-control.ts'

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** An element with what is in it, which is XML already; attributes without a value are left out. Ends in a line feed. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  content: readonly string[],
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value, /[&<>"\n\t]/g)}"`],
  )
  const inner = content.join('')
  if (inner === '') return `<${name}${written.join('')}/>\n`
  const before = inner.startsWith('<') ? '\n' : ''
  return `<${name}${written.join('')}>${before}${inner}</${name}>\n`
}

/** Text between tags. */
export function xmlText(text: string): string {
  return escaped(text, /[&<>]/g)
}

/** XML has no way to write most control characters, nor two that Unicode leaves free. */
function escaped(text: string, special: RegExp): string {
  const clean = stripControl(text).replace(/[\ufffe\uffff]/g, '\ufffd')
  return clean.replace(special, (found) => references[found] ?? found)
}
