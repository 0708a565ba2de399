import type { JsonObject } from '../util/json.ts'
import { missingPart } from './diagnostics.ts'
import { isNothing, placeOf, readValue } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import { choice, custom, integer, nullable, object, optional, type Schema, text } from './schema.ts'
import { entryOf, type YamlNode } from './yaml-node.ts'

const parts = {
  count: optional(integer('How many periods.', 0)),
  period: optional(choice('A stretch of time.', ['minute', 'hour', 'day'])),
}

const shape = object('How old rows may be.', {
  warn_after: nullable(threshold('warn_after', 'A warning when the newest row is older.')),
  error_after: nullable(threshold('error_after', 'An error when the newest row is older.')),
  filter: nullable(text('Only rows for which this SQL holds are looked at.', { raw: false })),
})

/** How old the rows of a source may be, as plain data. A threshold that is taken back is `null`. */
export const freshness: Schema<JsonObject> = custom(
  'How old rows may be: `{warn_after: {count: 12, period: hour}}`.',
  // Where something is wrong, that is reported, and no project comes of it.
  (node, context) => readValue(shape, node, '"freshness"', context) ?? {},
  shape,
)

function threshold(key: string, description: string): Schema<JsonObject | null> {
  const definition = object(description, parts)
  return custom(
    description,
    (node, context) => (isNothing(node) ? null : readThreshold({ key, definition, node }, context)),
    definition,
  )
}

interface Threshold {
  readonly key: string
  readonly definition: Schema<{ readonly count?: number; readonly period?: string }>
  readonly node: YamlNode
}

/** A threshold that lacks a part is none, as in dbt. */
function readThreshold({ key, definition, node }: Threshold, context: ReadContext): JsonObject {
  const { count = null, period = null } = readValue(definition, node, `"${key}"`, context) ?? {}
  const missing = Object.keys(parts).find((part) => entryOf(node, part) === undefined)
  if (node.type === 'map' && missing !== undefined) {
    context.report(missingPart(key, missing, { location: placeOf(node, context), isIgnored: context.isDbt }))
  }
  return { count, period }
}
