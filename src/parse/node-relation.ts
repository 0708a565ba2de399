import { configValue } from '../context/config-value.ts'
import { dbtScope, type Surroundings } from '../context/dbt-scope.ts'
import { noQueries } from '../context/query-journal.ts'
import type { Location } from '../diagnostics/location.ts'
import { callValue, templateFunction, textOf, toValue } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { VersionName } from '../manifest/node.ts'
import type { Relation } from '../manifest/relation.ts'
import type { JsonObject } from '../util/json.ts'

export interface RelationInput {
  readonly name: string
  readonly version?: VersionName
  readonly layer: string | undefined
  readonly config: JsonObject
  readonly location: Location
  /** Set where relations carry the name of the database: a target with a database file. */
  readonly catalog: string | undefined
  readonly defaultSchema: string
}

/**
 * Where a node is written. A layer is a schema; a `schema` config goes through the macro `generate_schema_name` and an
 * `alias` through `generate_alias_name`, the project's own where it has them. Throws `TemplateError` where one fails.
 */
export function nodeRelation(input: RelationInput, surroundings: Surroundings): Relation {
  const { name, version, layer, config, catalog, defaultSchema } = input
  const custom = text(config['schema'])
  const alias = text(config['alias'])
  const hasMacro = (macro: string) => surroundings.library.macros.has(macro)
  const schema =
    custom === undefined && (layer !== undefined || !hasMacro('generate_schema_name'))
      ? (layer ?? defaultSchema)
      : (generated('generate_schema_name', custom, input, surroundings) ??
        (custom === undefined ? defaultSchema : `${defaultSchema}_${custom.trim()}`))
  const identifier =
    generated('generate_alias_name', alias, input, surroundings) ?? alias?.trim() ?? ownAlias(name, version)
  return { schema, identifier, ...(catalog !== undefined && { catalog }) }
}

/** dbt's name for the table of a version: `orders_v2`. */
function ownAlias(name: string, version: VersionName | undefined): string {
  return version === undefined ? name : `${name}_v${String(version).replaceAll('.', '_')}`
}

/** What a macro of the project makes of a name, or undefined where the project has no such macro. */
function generated(
  macro: string,
  custom: string | undefined,
  input: RelationInput,
  surroundings: Surroundings,
): string | undefined {
  if (!surroundings.library.macros.has(macro)) return undefined
  const nothing: Value = templateFunction(() => null, 'ref')
  const scope = dbtScope(surroundings, {
    ref: nothing,
    source: nothing,
    config: configValue(
      () => input.config,
      () => undefined,
    ),
    execute: false,
    queries: noQueries,
    onMacro: () => undefined,
    tell: () => undefined,
  })
  // A library gives functions of templates only, and the macro is known to be in it.
  const callee = scope.get(macro) as Value
  const node = toValue({
    name: input.name,
    version: input.version ?? null,
    config: input.config,
    layer: input.layer ?? null,
  })
  return textOf(callValue(callee, { positional: [custom ?? null, node], location: input.location })).trim()
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value)
}
