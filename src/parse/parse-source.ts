import type { Freshness } from '../manifest/freshness.ts'
import type { SourceNode } from '../manifest/node.ts'
import { nodeId } from '../manifest/node-id.ts'
import type { ConfigLevel, MergedConfig } from '../project/merge-config.ts'
import type { Target } from '../project/profile.ts'
import type { SourceProperties, SourceTableProperties } from '../project/properties.ts'
import { isJsonObject, type JsonObject } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'
import { noLoadedAt, wrongConfig } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { nodeConfig, textOf, textsOf } from './node-config.ts'
import { columnsOf, type ParseContext } from './parse-context.ts'
import { freshnessOf, twiceLoadedAt, withFreshness, withoutFreshness } from './source-freshness.ts'

/** A table of a source as a properties file declares it. */
export function parseSource(
  source: SourceProperties,
  table: SourceTableProperties,
  file: string,
  context: ParseContext,
): Draft {
  const { project, target } = context
  const folders = file.split('/').slice(1, -1)
  const fqn = [project.name, ...folders, source.name, table.name]
  const levels = { source: source.config, table: table.config }
  const properties = withoutFreshness(levels)
  const config = withFreshness(nodeConfig({ type: 'sources', project, fqn, properties, inFile: [] }), levels)
  const freshness = freshnessOf(config)
  const connection = connectionOf(source.name, textOf(config, 'connection'), target)
  checkConnection(config, connection, context)
  const schema = source.schema ?? source.name
  const location = table.externalLocation?.value
  checkFreshness({ source, table, freshness }, config, context)
  const node: Omit<SourceNode, 'dependsOn'> = {
    type: 'source',
    id: nodeId('source', project.name, `${source.name}.${table.name}`),
    name: table.name,
    packageName: project.name,
    fqn,
    path: file,
    ...context.describe(table.description),
    tags: textsOf(config, 'tags'),
    meta: isJsonObject(config.values['meta']) ? config.values['meta'] : {},
    config: config.values,
    macros: [],
    location: table.location,
    sourceName: source.name,
    relation: sourceRelation(schema, table.identifier, source.database, target),
    origin: {
      ...(source.database !== undefined && { catalog: source.database }),
      schema,
      identifier: table.identifier,
    },
    ...(source.schema !== undefined && { declaredSchema: source.schema }),
    ...(connection !== undefined && { connection }),
    ...(location !== undefined && { externalLocation: formatted(location, source, table) }),
    columns: columnsOf(table.columns, context),
    sourceDescription: context.describe(source.description).description,
    sourceMeta: metaOf(source.config),
    ...(source.loader !== undefined && { loader: source.loader }),
    ...(freshness !== undefined && { freshness }),
  }
  return { node, refs: [], sources: [], enabled: config.values['enabled'] !== false, configLocations: config.locations }
}

interface CheckedFreshness {
  readonly source: SourceProperties
  readonly table: SourceTableProperties
  readonly freshness: Freshness | undefined
}

function checkFreshness(
  { source, table, freshness }: CheckedFreshness,
  { values }: MergedConfig,
  { report }: ParseContext,
): void {
  // What is wrong with the source is told once, with its first table.
  const levels = table === source.tables[0] ? [source.config, table.config] : [table.config]
  for (const problem of levels.flatMap(twiceLoadedAt)) report(problem)
  if (freshness === undefined || freshness.loadedAt !== undefined || values['enabled'] === false) return
  report(noLoadedAt(`${source.name}.${table.name}`, table.location))
}

/** The last that the source itself says; its tables may say more. */
function metaOf(config: ConfigLevel): JsonObject {
  const values = config.filter(({ key }) => key === 'meta').map(({ value }) => value)
  return Object.assign({}, ...values.filter(isJsonObject))
}

function checkConnection(config: MergedConfig, connection: string | undefined, { target, report }: ParseContext): void {
  const configured = config.locations.get('connection')
  if (configured === undefined || connection !== undefined) return
  const names = [...target.connections.keys()]
  const suggestion = nearest(textOf(config, 'connection') ?? '', names)
  const known = names.length === 0 ? 'which has none' : `which has ${names.map((name) => `"${name}"`).join(', ')}`
  const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
  report(wrongConfig('connection', `names no connection of the target "${target.name}", ${known}${meant}`, configured))
}

/** The source's own connection, else the one of its name, else the only one. */
function connectionOf(source: string, configured: string | undefined, { connections }: Target): string | undefined {
  if (configured !== undefined) return connections.has(configured) ? configured : undefined
  if (connections.has(source)) return source
  return connections.size === 1 ? [...connections.keys()][0] : undefined
}

/** Without a connection a source is a table of the target's own database. */
function sourceRelation(schema: string, identifier: string, database: string | undefined, target: Target) {
  const catalog = database ?? (target.path === ':memory:' || target.lake !== undefined ? undefined : target.database)
  return { ...(catalog !== undefined && { catalog }), schema, identifier }
}

/** dbt-duckdb's placeholders. */
function formatted(location: string, source: SourceProperties, table: SourceTableProperties): string {
  const values: Readonly<Record<string, string>> = {
    name: table.name,
    identifier: table.identifier,
    source_name: source.name,
    schema: source.schema ?? source.name,
  }
  return location.replaceAll(/\{(\w+)\}/g, (text, key: string) => values[key] ?? text)
}
