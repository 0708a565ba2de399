import type { Json, JsonObject } from '../util/json.ts'

const template = { type: 'string', pattern: '\\{[{%]' }

/** Or a text with a template in it, whose value shows only when it is rendered. */
export function templateOr(schema: JsonObject): JsonObject {
  return { anyOf: [schema, template] }
}

/** Or nothing. */
export function nullable(schema: JsonObject): JsonObject {
  const { description, ...rest } = schema
  if (Object.keys(rest).length === 0) return schema
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] }
}

/** One of some words: proposed as they are given, accepted in any case, and as the numbers or truth values they look like. */
export function anySpelling(words: readonly string[]): JsonObject {
  const values: readonly Json[] = words.flatMap((word) => [word, ...plainValue(word)])
  const pattern = `^\\s*(?:${words.map(inAnyCase).join('|')})\\s*$`
  return { anyOf: [{ enum: values }, { type: 'string', pattern }, template] }
}

function plainValue(word: string): readonly Json[] {
  if (/^\d+$/.test(word)) return [Number(word)]
  return word === 'true' || word === 'false' ? [word === 'true'] : []
}

function inAnyCase(word: string): string {
  return word
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)
}
