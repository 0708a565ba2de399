import type { Dialect } from '../dialects/dialect.ts'
import { callValue, templateFunction, templateObject, toValue } from '../jinja/bridge.ts'
import { globals } from '../jinja/globals.ts'
import { templateModules } from '../jinja/modules/modules.ts'
import { dateTimeValue } from '../jinja/modules/moment.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { Scope } from '../jinja/template.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Environment } from '../project/env-file.ts'
import type { EnvVarPolicy } from '../project/env-var.ts'
import type { JsonObject } from '../util/json.ts'
import { adapterValue } from './adapter-value.ts'
import { dbtMacros } from './dbt-macros.ts'
import { envVarCall } from './env-var.ts'
import { exceptionsValue } from './exceptions.ts'
import { logFunction, printFunction, type TemplateMessage } from './log.ts'
import { type MacroLibrary, macroLookup } from './macro-library.ts'
import { type PackageUse, packageValue } from './package-value.ts'
import { queryFunctions } from './query-functions.ts'
import type { QueryJournal } from './query-journal.ts'
import { type OnRead, reads } from './reads.ts'
import { relationValue } from './relation-value.ts'
import { variable } from './variables.ts'

/** What is the same for every template of one command. */
export interface Surroundings {
  readonly projectName: string
  /** Absolute path of the project's folder. */
  readonly projectRoot: string
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
  /** Names of packages, whose macros are not there. */
  readonly packages: readonly string[]
  /** Whether the queries of templates may only read. */
  readonly guarded: boolean
  /** Told what templates ask that may be answered otherwise in another command. */
  readonly onRead?: OnRead
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
  /** Told of each macro of a package that is called, which then gives an empty text. Without it the call fails. */
  readonly onPackage?: (use: PackageUse) => void
  readonly tell: (message: TemplateMessage) => void
}

/**
 * Names that mean the same in every command, or tell by themselves what they read. One that is missing here is safe: what
 * it was used in is rendered anew each time.
 */
const steady: ReadonlySet<string> = new Set([
  ...['ref', 'source', 'config', 'builtins', 'execute', 'model', 'log', 'print', 'exceptions'],
  ...['this', 'database', 'schema', 'target', 'var', 'env_var', 'is_incremental', 'should_full_refresh', 'modules'],
  ...['project_name', 'dbt_version', 'run_query', 'statement', 'load_result', 'adapter'],
])

/** Makes the value of a name at its first use. */
type Names = Readonly<Record<string, () => Value>>

/** The names that dbt puts before a template. Most templates use few of them, so each is made when it is looked up. */
export function dbtScope(surroundings: Surroundings, parts: TemplateParts): Scope {
  const { library, onRead = () => undefined } = surroundings
  const macro = macroLookup(library, () => ({
    scope,
    onUse: parts.onMacro,
    onLookUp: (name) => onRead(reads.macro(name)),
  }))
  const macroNames = () => [...library.macros.keys()]
  const names: Names = {
    ...nodeNames(surroundings, parts),
    ...projectNames(surroundings),
    ...queryNames(surroundings, parts, { macro, macroNames }),
    [surroundings.projectName]: () => {
      onRead(reads.macros)
      return namespaceOf(macroNames(), macro)
    },
  }
  const packageOf = (name: string) => {
    if (name === 'dbt') return packageValue(name, parts.onPackage, ofDbt)
    return surroundings.packages.includes(name) ? packageValue(name, parts.onPackage) : undefined
  }
  const ofDbt = (name: string) => {
    const { dialect } = surroundings
    const own = macro(`${dialect.name}__${name}`) ?? macro(`default__${name}`) ?? dbtMacros.get(name)
    return own ?? (Object.hasOwn(names, name) ? find(name) : undefined)
  }
  const made = new Map<string, Value>()
  const find = (name: string): Value => {
    if (made.has(name)) return made.get(name)
    const isName = Object.hasOwn(names, name)
    if (isName && name !== surroundings.projectName && !steady.has(name)) onRead(reads.moment)
    const value = isName
      ? names[name]?.()
      : (macro(name) ?? globals.get(name) ?? dbtMacros.get(name) ?? packageOf(name))
    made.set(name, value)
    return value
  }
  const scope: Scope = {
    get: find,
    names: () => [...Object.keys(names), ...macroNames(), ...globals.keys()],
  }
  return scope
}

/** What belongs to the node that is rendered. */
function nodeNames({ dialect }: Surroundings, parts: TemplateParts): Names {
  const { ref, source, config, relation, model = {}, execute, tell } = parts
  return {
    ref: () => ref,
    source: () => source,
    config: () => config,
    builtins: () => templateObject({ type: 'Builtins', members: { ref, source, config } }),
    execute: () => execute,
    model: () => toValue(model),
    log: () => logFunction(tell),
    print: () => printFunction(tell),
    exceptions: () => exceptionsValue(tell),
    ...(relation !== undefined && {
      this: () => relationValue(relation, dialect),
      database: () => relation.catalog ?? null,
      schema: () => relation.schema,
    }),
  }
}

/** What is the same for every node. */
function projectNames(surroundings: Surroundings): Names {
  const { variables, environment, envVars, startedAt, onRead = () => undefined } = surroundings
  return {
    target: () => {
      onRead(reads.target)
      return toValue(surroundings.target)
    },
    var: () => templateFunction((call) => variable(call, variables, onRead), 'var'),
    env_var: () => templateFunction((call) => envVarCall(call, { environment, policy: envVars, onRead }), 'env_var'),
    is_incremental: () => templateFunction(() => false, 'is_incremental'),
    should_full_refresh: () => {
      onRead(reads.fullRefresh)
      return templateFunction(() => surroundings.fullRefresh, 'should_full_refresh')
    },
    modules: () => templateModules({ now: () => momentOf(startedAt, onRead) }),
    run_started_at: () => dateTimeValue(startedAt),
    invocation_id: () => surroundings.invocationId,
    project_name: () => surroundings.projectName,
    dbt_version: () => '1.12.0',
  }
}

function momentOf(startedAt: Date, onRead: OnRead): Date {
  onRead(reads.moment)
  return startedAt
}

function queryNames(
  { dialect }: Surroundings,
  { execute, queries }: TemplateParts,
  macros: { readonly macro: (name: string) => Value; readonly macroNames: () => readonly string[] },
): Names {
  let functions: ReturnType<typeof queryFunctions> | undefined
  // They share the results that `statement` keeps for `load_result`.
  const all = () => {
    functions ??= queryFunctions(queries, execute)
    return functions
  }
  return {
    run_query: () => all().run_query,
    statement: () => all().statement,
    load_result: () => all().load_result,
    adapter: () => adapterValue({ dialect, execute, queries, ...macros }),
  }
}

/** The project's macros as members of its name: `tpch.cents_to_dollars(…)`. */
function namespaceOf(names: readonly string[], macro: (name: string) => Value): Value {
  const entries = names.map((name) => [name, templateFunction((call) => callValue(macro(name), call), name)] as const)
  return templateObject({ type: 'Package', members: Object.fromEntries(entries) })
}
