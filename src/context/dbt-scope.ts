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

/** What the values of one template's names are made from. */
interface World {
  readonly surroundings: Surroundings
  readonly parts: TemplateParts
  readonly onRead: OnRead
  readonly macro: (name: string) => Value
  readonly macroNames: () => readonly string[]
  readonly find: (name: string) => Value
  /** One set: they share the results that `statement` keeps for `load_result`. */
  readonly queries: () => ReturnType<typeof queryFunctions>
}

/** Makes the value of a name at its first use: most templates use few of them, and there are many templates. */
type Names = ReadonlyMap<string, (world: World) => Value>

/** The names that dbt puts before a template. */
export function dbtScope(surroundings: Surroundings, parts: TemplateParts): Scope {
  const { library, onRead = () => undefined } = surroundings
  const macro = macroLookup(library, () => ({
    scope,
    onUse: parts.onMacro,
    onLookUp: (name) => onRead(reads.macro(name)),
  }))
  let functions: ReturnType<typeof queryFunctions> | undefined
  const queries = () => {
    functions ??= queryFunctions(parts.queries, parts.execute)
    return functions
  }
  const made = new Map<string, Value>()
  const find = (name: string): Value => {
    if (made.has(name)) return made.get(name)
    const make = makerOf(name, world)
    if (make !== undefined && name !== surroundings.projectName && !steady.has(name)) onRead(reads.moment)
    const value = make === undefined ? otherwise(name, world) : make(world)
    made.set(name, value)
    return value
  }
  const macroNames = () => [...library.macros.keys()]
  const world: World = { surroundings, parts, onRead, macro, macroNames, find, queries }
  const scope: Scope = {
    get: find,
    names: () => [
      ...[...names.keys(), surroundings.projectName].filter((name) => makerOf(name, world) !== undefined),
      ...[...macroNames(), ...globals.keys()],
    ],
  }
  return scope
}

/** A project's own name comes first, whatever it is. */
function makerOf(name: string, { surroundings, parts }: World): ((world: World) => Value) | undefined {
  if (name === surroundings.projectName) return ownMacros
  return parts.relation === undefined && ofRelations.has(name) ? undefined : names.get(name)
}

/** A macro of the project, a name of Jinja, a macro that dbt ships, or a package. */
function otherwise(name: string, world: World): Value {
  const { macro, surroundings, parts } = world
  const found = macro(name) ?? globals.get(name) ?? dbtMacros.get(name)
  if (found !== undefined) return found
  if (name === 'dbt') return packageValue(name, parts.onPackage, (member) => ofDbt(member, world))
  return surroundings.packages.includes(name) ? packageValue(name, parts.onPackage) : undefined
}

/** `dbt.name`: the project's own macro in its place, the one that dbt ships, or one of the names here. */
function ofDbt(name: string, world: World): Value {
  const { macro, surroundings } = world
  const own = macro(`${surroundings.dialect.name}__${name}`) ?? macro(`default__${name}`) ?? dbtMacros.get(name)
  return own ?? (makerOf(name, world) === undefined ? undefined : world.find(name))
}

/** The project's macros as members of its name: `tpch.cents_to_dollars(…)`. */
function ownMacros({ onRead, macroNames, macro }: World): Value {
  onRead(reads.macros)
  const entries = macroNames().map(
    (name) => [name, templateFunction((call) => callValue(macro(name), call), name)] as const,
  )
  return templateObject({ type: 'Package', members: Object.fromEntries(entries) })
}

/** Names that only a node with a relation has. */
const ofRelations: ReadonlySet<string> = new Set(['this', 'database', 'schema'])

const names: Names = new Map<string, (world: World) => Value>([
  // What belongs to the node that is rendered.
  ['ref', ({ parts }) => parts.ref],
  ['source', ({ parts }) => parts.source],
  ['config', ({ parts }) => parts.config],
  [
    'builtins',
    ({ parts: { ref, source, config } }) => templateObject({ type: 'Builtins', members: { ref, source, config } }),
  ],
  ['execute', ({ parts }) => parts.execute],
  ['model', ({ parts }) => toValue(parts.model ?? {})],
  ['log', ({ parts }) => logFunction(parts.tell)],
  ['print', ({ parts }) => printFunction(parts.tell)],
  ['exceptions', ({ parts }) => exceptionsValue(parts.tell)],
  ['this', ({ parts, surroundings }) => parts.relation && relationValue(parts.relation, surroundings.dialect)],
  ['database', ({ parts }) => parts.relation?.catalog ?? null],
  ['schema', ({ parts }) => parts.relation?.schema],
  // What is the same for every node.
  [
    'target',
    ({ surroundings, onRead }) => {
      onRead(reads.target)
      return toValue(surroundings.target)
    },
  ],
  [
    'var',
    ({ surroundings, onRead }) => templateFunction((call) => variable(call, surroundings.variables, onRead), 'var'),
  ],
  ['env_var', envVarFunction],
  ['is_incremental', () => templateFunction(() => false, 'is_incremental')],
  [
    'should_full_refresh',
    ({ surroundings, onRead }) => {
      onRead(reads.fullRefresh)
      return templateFunction(() => surroundings.fullRefresh, 'should_full_refresh')
    },
  ],
  ['modules', ({ surroundings, onRead }) => templateModules({ now: () => momentOf(surroundings.startedAt, onRead) })],
  ['run_started_at', ({ surroundings }) => dateTimeValue(surroundings.startedAt)],
  ['invocation_id', ({ surroundings }) => surroundings.invocationId],
  ['project_name', ({ surroundings }) => surroundings.projectName],
  ['dbt_version', () => '1.12.0'],
  // What asks the database.
  ['run_query', ({ queries }) => queries().run_query],
  ['statement', ({ queries }) => queries().statement],
  ['load_result', ({ queries }) => queries().load_result],
  [
    'adapter',
    ({ surroundings, parts, macro, macroNames }) =>
      adapterValue({
        dialect: surroundings.dialect,
        execute: parts.execute,
        queries: parts.queries,
        macro,
        macroNames,
      }),
  ],
])

function envVarFunction({ surroundings, onRead }: World): Value {
  const { environment, envVars: policy } = surroundings
  return templateFunction((call) => envVarCall(call, { environment, policy, onRead }), 'env_var')
}

function momentOf(startedAt: Date, onRead: OnRead): Date {
  onRead(reads.moment)
  return startedAt
}
