import { entriesOf } from './dict.ts'
import { decimalText, floatText } from './number.ts'
import { type Boxed, type Dict, kind, type SetValue, type Tuple, type Value } from './value.ts'

/** What `{{ value }}` writes: Python's `str()`, and nothing for what is undefined. */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value[kind] === 'text'
    ? value.text
    : print(value, str, [])
}

/** Python's `repr()`: how a value prints inside of a list. */
export function repr(value: Value): string {
  return reprIn(value, [])
}

function reprIn(value: Value, outer: readonly Value[]): string {
  if (typeof value === 'string') return quoted(value)
  if (value === undefined) return 'Undefined'
  return print(value, (inner) => reprIn(inner, outer), outer)
}

function print(
  value: Exclude<Value, string | undefined>,
  object: (value: Value) => string,
  outer: readonly Value[],
): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isInteger(value) ? integerText(value) : floatText(value)
  if (Array.isArray(value)) return outer.includes(value) ? '[...]' : `[${listed(value, [...outer, value])}]`
  return printBoxed(value, object === str, outer)
}

function integerText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString()
}

function printBoxed(value: Boxed, outermost: boolean, outer: readonly Value[]): string {
  switch (value[kind]) {
    case 'float':
      return floatText(value.value)
    case 'decimal':
      return outermost ? decimalText(value) : `Decimal('${decimalText(value)}')`
    case 'text':
      return outermost ? value.text : quoted(value.text)
    case 'iterator':
      return value.print?.() ?? `<${value.name} object>`
    case 'function':
      return `<function ${value.name}>`
    case 'object':
      return (outermost ? undefined : value.repr?.()) ?? value.text?.() ?? `<${value.type} object>`
    default:
      return printContainer(value, outer)
  }
}

function printContainer(value: Tuple | Dict | SetValue, outer: readonly Value[]): string {
  const inner = [...outer, value]
  switch (value[kind]) {
    case 'tuple':
      return `(${listed(value.items, inner)}${value.items.length === 1 ? ',' : ''})`
    case 'dict':
      return outer.includes(value) ? '{...}' : printDict(value, inner)
    case 'set':
      return value.members.size === 0 ? 'set()' : `{${listed([...value.members.values()], inner)}}`
  }
}

function printDict(value: Dict, outer: readonly Value[]): string {
  const pairs = [...entriesOf(value).values()].map(
    (entry) => `${reprIn(entry.key, outer)}: ${reprIn(entry.value, outer)}`,
  )
  return `{${pairs.join(', ')}}`
}

function listed(values: readonly Value[], outer: readonly Value[]): string {
  return values.map((value) => reprIn(value, outer)).join(', ')
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' }

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(/[\\'"\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|(?! )\p{Zs}/gu, (character) => {
    if (character === quote) return `\\${character}`
    if (character === '"' || character === "'") return character
    return named[character] ?? hexEscape(character.codePointAt(0) ?? 0)
  })
  return quote + body + quote
}

function hexEscape(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}
