import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { VersionName } from '../manifest/node.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import type { DataTestEntry } from './data-tests.ts'
import { type Declared, declared } from './declared.ts'
import { configOf, type Described, described } from './described.ts'
import type { Located } from './located.ts'
import type { ConfigLevel } from './merge-config.ts'
import { propertiesSchema } from './properties-schema.ts'
import { readValue } from './read-value.ts'
import type { ReadContext, Render } from './render-node.ts'
import type { ValueOf } from './schema.ts'
import type { VersionColumn } from './version-schema.ts'
import { checkVersions, type Versions } from './versions.ts'
import { readYaml } from './yaml.ts'

export interface ColumnProperties extends Described {
  readonly dataType: string | undefined
  readonly tags: readonly string[]
  readonly meta: JsonObject
  readonly quote: boolean
  readonly tests: readonly DataTestEntry[]
}

/** An entry below `models:` or `seeds:`. */
export interface NodeProperties extends Described {
  readonly config: ConfigLevel
  readonly columns: readonly ColumnProperties[]
  readonly tests: readonly DataTestEntry[]
}

export interface ModelProperties extends NodeProperties {
  readonly versions: Versions<VersionProperties> | undefined
}

/** One of the versions of a model, with what the model says for all of them. */
export interface VersionProperties extends NodeProperties {
  readonly value: VersionName
  /** The name of its file, without ending, where the author gives one. */
  readonly definedIn: Located<string> | undefined
}

export interface SourceProperties extends Described {
  readonly schema: string | undefined
  readonly database: string | undefined
  readonly loader: string | undefined
  /** Weaker than the tables' own. */
  readonly config: ConfigLevel
  readonly tables: readonly SourceTableProperties[]
}

export interface SourceTableProperties extends NodeProperties {
  readonly identifier: string
  /** What DuckDB reads directly, from the table or its source (`config` or `meta`): with its `{name}` and `{identifier}`. */
  readonly externalLocation: Located<string> | undefined
}

export interface MacroProperties extends Described {
  readonly arguments: readonly {
    readonly name: string
    readonly type?: string
    readonly description?: Located<string>
  }[]
  readonly meta: JsonObject
  /** How it looks in the documentation, as far as somebody says. */
  readonly docs: JsonObject
}

/** An entry below a top-level `data_tests:`: a test that is a file of SQL. */
export interface SingularTestProperties extends Described {
  readonly config: ConfigLevel
}

/** What one properties file says, in its order. */
export interface Properties extends Declared {
  readonly file: string
  readonly models: readonly ModelProperties[]
  readonly seeds: readonly NodeProperties[]
  readonly sources: readonly SourceProperties[]
  readonly macros: readonly MacroProperties[]
  readonly dataTests: readonly SingularTestProperties[]
  /** Names of the entries below `snapshots:`, of which nothing else is read. */
  readonly snapshots: readonly string[]
}

export interface PropertiesOptions {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly text: string
  /** The project is one of dbt's: unknown keys are ignored, with a warning. */
  readonly isDbt: boolean
  /** Renders templates, except those of descriptions, of arguments of tests, and of hooks, which stay as they stand. */
  readonly render: Render
}

/** Reads and checks a properties file: what is in order of it, and every mistake and warning. */
export function loadProperties({ file, text, isDbt, render }: PropertiesOptions): {
  readonly properties: Properties
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const context: ReadContext = { file, render, isDbt, report: (diagnostic) => diagnostics.push(diagnostic) }
  const yaml = readYaml(text, file, { repeatedKeys: isDbt ? 'warn' : 'refuse' })
  diagnostics.push(...yaml.diagnostics)
  const keys = (yaml.root && readValue(propertiesSchema, yaml.root, 'The file', context)) ?? {}
  const properties: Properties = {
    file,
    models: (keys.models ?? []).map((entry) => modelProperties(entry, context)),
    seeds: (keys.seeds ?? []).map(nodeProperties),
    sources: (keys.sources ?? []).map(sourceProperties),
    macros: (keys.macros ?? []).map(macroProperties),
    dataTests: (keys.data_tests ?? []).map((entry) => ({ ...described(entry), config: configOf(entry) })),
    snapshots: namesIn(keys.snapshots),
    ...declared(keys, context),
  }
  return { properties, diagnostics }
}

function namesIn(entries: Json = []): readonly string[] {
  const list = Array.isArray(entries) ? entries : []
  return list.filter(isJsonObject).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
}

type Keys = ValueOf<typeof propertiesSchema>
type ItemOf<L> = L extends readonly (infer T)[] ? T : never
type NodeKeys = ItemOf<NonNullable<Keys['models'] | Keys['seeds']>>
type ModelKeys = ItemOf<NonNullable<Keys['models']>>
type VersionKeys = ItemOf<NonNullable<ModelKeys['versions']>>
type SourceKeys = ItemOf<NonNullable<Keys['sources']>>
type TableKeys = ItemOf<NonNullable<SourceKeys['tables']>>
type MacroKeys = ItemOf<NonNullable<Keys['macros']>>
type ColumnKeys = ItemOf<NonNullable<NodeKeys['columns']>>

function nodeProperties(entry: NodeKeys | TableKeys): NodeProperties {
  return {
    config: configOf(entry),
    ...described(entry),
    columns: (entry.columns ?? []).map(columnProperties),
    tests: entry.data_tests ?? [],
  }
}

function modelProperties(entry: ModelKeys, { report }: ReadContext): ModelProperties {
  const model = nodeProperties(entry)
  const all = (entry.versions ?? []).map((version) => versionProperties(version, model))
  return { versions: checkVersions(model.name, all, entry.latest_version, report), ...model }
}

function versionProperties(entry: VersionKeys, model: NodeProperties): VersionProperties {
  return {
    ...model,
    location: entry.v.location,
    description: entry.description ?? model.description,
    config: [...model.config, ...configOf(entry)],
    columns: versionColumns(
      (entry.columns ?? []).filter((item) => item !== undefined),
      model.columns,
    ),
    tests: entry.data_tests ?? model.tests,
    value: entry.v.value,
    definedIn: entry.defined_in,
  }
}

/** Columns of the model, all of them where the version does not say which, and those of its own. */
function versionColumns(items: readonly VersionColumn[], columns: readonly ColumnProperties[]) {
  const { include = 'all', exclude = [] } = items.find((item) => item.type === 'inherited')?.columns ?? {}
  const own = items.flatMap((item) => (item.type === 'own' ? columnProperties(item.column) : []))
  const inherited = columns.filter(
    ({ name }) => (typeof include === 'string' || include.includes(name)) && !exclude.includes(name),
  )
  return [...inherited, ...own]
}

function columnProperties(entry: ColumnKeys): ColumnProperties {
  return {
    dataType: entry.data_type,
    ...described(entry),
    tags: [...textsOf(entry.tags), ...textsOf(entry.config?.tags)],
    meta: { ...entry.meta, ...entry.config?.meta },
    quote: entry.quote ?? false,
    tests: entry.data_tests ?? [],
  }
}

/** What stands below `config:` is stronger, `docs` as a whole. */
function macroProperties(entry: MacroKeys): MacroProperties {
  const config = objectOf(entry.config)
  const docs = objectOf(config['docs'] ?? entry.docs)
  const meta = { ...entry.meta, ...objectOf(config['meta']) }
  return { ...described(entry), arguments: entry.arguments ?? [], meta, docs }
}

function objectOf(value: Json = {}): JsonObject {
  return isJsonObject(value) ? value : {}
}

function textsOf(value: Json = []): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String)
}

function sourceProperties(entry: SourceKeys): SourceProperties {
  const config = configOf(entry)
  return {
    ...described(entry),
    schema: entry.schema,
    database: entry.database,
    loader: entry.loader,
    config,
    tables: (entry.tables ?? []).map((table) => {
      const node = nodeProperties(table)
      return {
        ...node,
        identifier: table.identifier ?? node.name,
        externalLocation: externalLocation(node.config) ?? externalLocation(config),
      }
    }),
  }
}

function externalLocation(config: ConfigLevel): Located<string> | undefined {
  for (const { key, value, location } of config.toReversed()) {
    const found = key === 'meta' && isJsonObject(value) ? value['external_location'] : value
    if ((key === 'meta' || key === 'external_location') && typeof found === 'string') return { value: found, location }
  }
  return undefined
}
