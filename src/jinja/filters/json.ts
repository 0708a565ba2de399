import { compareTexts } from '../runtime/compare.ts'
import { entriesOf } from '../runtime/dict.ts'
import { undefinedValue, wrong } from '../runtime/failure.ts'
import { floatText, isFloat, isInt, numberOf } from '../runtime/number.ts'
import { str } from '../runtime/text.ts'
import { anyOf, isDict, isTuple, stringOf, type Value } from '../runtime/value.ts'

interface JsonStyle {
  readonly sortKeys: boolean
  readonly indent?: number
}

/** A value as Python's `json.dumps` writes it: ASCII only, with spaces behind commas and colons. */
export function jsonText(value: Value, style: JsonStyle, margin = ''): string {
  if (value === null) return 'null'
  if (value === undefined) throw undefinedValue('target')
  if (typeof value === 'boolean') return String(value)
  const text = stringOf(value)
  if (text !== undefined) return quoted(text)
  if (isFloat(value)) return jsonFloat(numberOf(value) ?? 0)
  if (isInt(value)) return str(value)
  return container(value, style, margin)
}

function container(value: Value, style: JsonStyle, margin: string): string {
  const inner = style.indent === undefined ? '' : `${margin}${' '.repeat(style.indent)}`
  const items = Array.isArray(value) ? value : isTuple(value) ? value.items : undefined
  if (items !== undefined)
    return enclosed(
      '[',
      items.map((item) => jsonText(item, style, inner)),
      ']',
      margin,
      style,
    )
  if (!isDict(value)) throw wrong(`${anyOf(value)} cannot be written as JSON.`)
  const pairs = [...entriesOf(value).values()].map(
    ({ key, value: member }) => [keyText(key), jsonText(member, style, inner)] as const,
  )
  if (style.sortKeys) pairs.sort(([a], [b]) => compareTexts(a, b))
  return enclosed(
    '{',
    pairs.map(([key, member]) => `${quoted(key)}: ${member}`),
    '}',
    margin,
    style,
  )
}

function enclosed(
  open: string,
  parts: readonly string[],
  ...[close, margin, style]: readonly [string, string, JsonStyle]
): string {
  if (parts.length === 0 || style.indent === undefined) return open + parts.join(', ') + close
  const inner = `\n${margin}${' '.repeat(style.indent)}`
  return `${open}${inner}${parts.join(`,${inner}`)}\n${margin}${close}`
}

function keyText(key: Value): string {
  if (key === null || typeof key === 'boolean') return jsonText(key, { sortKeys: false })
  return str(key)
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? floatText(value) : value > 0 ? 'Infinity' : '-Infinity'
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
