/** A value out of a JSON text, and where in it. */
export interface Value {
  readonly value: unknown
  readonly at: string
}

/** A JSON text that is not what it should be: the message says where, and what was expected. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** The document in a JSON text. */
export function documentOf(text: string): Value {
  try {
    const value: unknown = JSON.parse(text)
    return { value, at: '' }
  } catch {
    throw new ShapeError('it is not well-formed JSON, as a file is that was cut off')
  }
}

export function field(parent: Value, name: string): Value {
  const value = recordOf(parent).get(name)
  return { value, at: parent.at === '' ? `"${name}"` : `${parent.at}."${name}"` }
}

/** The fields of an object, its own only, in their order. */
export function fields(parent: Value): ReadonlyMap<string, Value> {
  return new Map([...recordOf(parent).keys()].map((name) => [name, field(parent, name)]))
}

export function items(parent: Value): readonly Value[] {
  if (!Array.isArray(parent.value)) return expected(parent, 'a list')
  return parent.value.map((value: unknown, index) => ({ value, at: `${parent.at}[${index}]` }))
}

export function textOf(value: Value): string {
  return typeof value.value === 'string' ? value.value : expected(value, 'a text')
}

/** A text that has a form which the caller describes in words. */
export function matching(value: Value, form: RegExp, words: string): string {
  const text = textOf(value)
  return form.test(text) ? text : expected(value, words)
}

/** The name of a type of the engine, which becomes a part of SQL: words, numbers and quoted names, in closed brackets. */
export function typeOf(value: Value): string {
  const text = matching(value, /^(?:[\w ,]|"(?:[^"]|"")*"|'(?:[^']|'')*'|[()[\]])+$/, 'the name of a type')
  let open = 0
  for (const [bracket] of text.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '').matchAll(/[()]/g)) {
    open += bracket === '(' ? 1 : -1
    if (open < 0) break
  }
  return open === 0 ? text : expected(value, 'the name of a type')
}

export function oneOf<T extends string>(value: Value, known: readonly T[]): T {
  return known.find((one) => one === value.value) ?? expected(value, `one of ${known.join(', ')}`)
}

export function countOf(value: Value): number {
  const count = value.value
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count
  return expected(value, 'a whole number')
}

export function booleanOf(value: Value): boolean {
  return typeof value.value === 'boolean' ? value.value : expected(value, 'true or false')
}

export function dateOf(value: Value): Date {
  const date = new Date(textOf(value))
  return Number.isNaN(date.getTime()) ? expected(value, 'a moment such as 2025-01-31T12:00:00.000Z') : date
}

function recordOf(parent: Value): ReadonlyMap<string, unknown> {
  const { value } = parent
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected(parent, 'an object')
  return new Map(Object.entries(value))
}

function expected(value: Value, words: string): never {
  const place = value.at === '' ? 'it' : value.at
  throw new ShapeError(value.value === undefined ? `${place} is missing` : `${place} is not ${words}`)
}
