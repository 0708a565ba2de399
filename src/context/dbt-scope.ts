import type { Dialect } from '../dialects/dialect.ts'
import { callValue, templateFunction, templateObject, toValue } from '../jinja/bridge.ts'
import { globals } from '../jinja/globals.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { Scope } from '../jinja/template.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Environment } from '../project/env-file.ts'
import type { EnvVarPolicy } from '../project/env-var.ts'
import type { JsonObject } from '../util/json.ts'
import { adapterValue } from './adapter-value.ts'
import { envVarCall } from './env-var.ts'
import { exceptionsValue } from './exceptions.ts'
import { logFunctions, type TemplateMessage } from './log.ts'
import { type MacroLibrary, macroLookup } from './macro-library.ts'
import { queryFunctions } from './query-functions.ts'
import type { QueryJournal } from './query-journal.ts'
import { relationValue } from './relation-value.ts'
import { variable } from './variables.ts'

/** What is the same for every template of one command. */
export interface Surroundings {
  readonly projectName: string
  readonly variables: JsonObject
  readonly environment: Environment
  readonly envVars: EnvVarPolicy
  /** `target` as templates see it. */
  readonly target: JsonObject
  readonly dialect: Dialect
  readonly library: MacroLibrary
  readonly invocationId: string
  readonly startedAt: Date
  readonly fullRefresh: boolean
}

/** What belongs to one template. */
export interface TemplateParts {
  readonly ref: Value
  readonly source: Value
  readonly config: Value
  readonly execute: boolean
  readonly queries: QueryJournal
  /** The node's own relation, `this`. */
  readonly relation?: Relation
  /** The node's entry as `model`. */
  readonly model?: JsonObject
  readonly onMacro: (id: string) => void
  readonly tell: (message: TemplateMessage) => void
}

/** The names that dbt puts before a template, looked up when they are used. */
export function dbtScope(surroundings: Surroundings, parts: TemplateParts): Scope {
  const { library, dialect } = surroundings
  const macro = macroLookup(library, () => ({ scope, onUse: parts.onMacro }))
  const macroNames = () => [...library.macros.keys()]
  const own: Readonly<Record<string, Value>> = {
    ...commonNames(surroundings, parts),
    ...queryFunctions(parts.queries, parts.execute),
    adapter: adapterValue({ dialect, execute: parts.execute, queries: parts.queries, macro, macroNames }),
  }
  const find = (name: string): Value => {
    if (Object.hasOwn(own, name)) return own[name]
    return name === surroundings.projectName ? namespaceOf(macroNames(), macro) : (macro(name) ?? globals.get(name))
  }
  const scope: Scope = {
    get: find,
    names: () => [...Object.keys(own), ...macroNames(), ...globals.keys()],
  }
  return scope
}

/** The project's macros as members of its name: `tpch.cents_to_dollars(…)`. */
function namespaceOf(names: readonly string[], macro: (name: string) => Value): Value {
  const entries = names.map((name) => [name, templateFunction((call) => callValue(macro(name), call), name)] as const)
  return templateObject({ type: 'Package', members: Object.fromEntries(entries) })
}

function commonNames(surroundings: Surroundings, parts: TemplateParts): Readonly<Record<string, Value>> {
  const { variables, environment, envVars, dialect } = surroundings
  return {
    ref: parts.ref,
    source: parts.source,
    config: parts.config,
    builtins: toValue({}),
    execute: parts.execute,
    target: toValue(surroundings.target),
    var: templateFunction((call) => variable(call, variables), 'var'),
    env_var: templateFunction((call) => envVarCall(call, environment, envVars), 'env_var'),
    ...logFunctions(parts.tell),
    exceptions: exceptionsValue(parts.tell),
    is_incremental: templateFunction(() => false, 'is_incremental'),
    should_full_refresh: templateFunction(() => surroundings.fullRefresh, 'should_full_refresh'),
    invocation_id: surroundings.invocationId,
    project_name: surroundings.projectName,
    dbt_version: '1.12.0',
    model: toValue(parts.model ?? {}),
    ...(parts.relation !== undefined && {
      this: relationValue(parts.relation, dialect),
      database: parts.relation.catalog ?? null,
      schema: parts.relation.schema,
    }),
  }
}
