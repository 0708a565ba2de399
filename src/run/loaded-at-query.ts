import type { CompileWorld } from '../compile/compile-node.ts'
import { externalTable } from '../compile/external-table.ts'
import { type Reference, refFunction, sourceFunction } from '../compile/references.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { configValue } from '../context/config-value.ts'
import { dbtScope } from '../context/dbt-scope.ts'
import type { TemplateMessage } from '../context/log.ts'
import { noQueries, type QueryJournal, renderWithQueries } from '../context/query-journal.ts'
import { cteValue, relationValue } from '../context/relation-value.ts'
import type { Location } from '../diagnostics/location.ts'
import { toValue } from '../jinja/bridge.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'
import { effectiveConfig } from '../manifest/effective-config.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { SourceNode } from '../manifest/node.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import type { QueryResult } from '../ports/engine.ts'
import type { JsonObject } from '../util/json.ts'
import { NodeFailure } from './built.ts'

export interface RenderedQuery {
  readonly sql: string
  readonly messages: readonly TemplateMessage[]
}

/** What a template asks with `run_query`; none where no engine is open. */
type Ask = (sql: string, location: Location) => Promise<QueryResult>

/**
 * The SQL of a source's `loaded_at_query`. `this` and `source()` are the tables where they are asked: in the system that the
 * source comes from, or in the engine. Throws `NodeFailure`.
 */
export async function loadedAtQuery(
  source: SourceNode,
  { query, location }: { readonly query: string; readonly location: Location },
  world: CompileWorld,
  ask: Ask | undefined,
): Promise<RenderedQuery> {
  const compiled = compileTemplate(query, location.file)
  if (!compiled.ok) throw new NodeFailure({ ...(compiled.diagnostics[0] ?? unexplained), location })
  const render = (queries: QueryJournal): RenderedQuery => {
    const messages: TemplateMessage[] = []
    const { text } = compiled.template.render(scopeOf({ source, world, queries, messages }))
    return { sql: withoutSemicolon(text), messages }
  }
  try {
    return await (ask === undefined ? render(noQueries) : renderWithQueries(render, ask))
  } catch (error) {
    if (error instanceof NodeFailure) throw new NodeFailure({ ...error.diagnostic, location })
    throw error instanceof TemplateError ? new NodeFailure({ ...error.diagnostic, location }) : error
  }
}

const unexplained = { code: 'parse/template', message: 'The template is not well formed.' } as const

interface Rendering {
  readonly source: SourceNode
  readonly world: CompileWorld
  readonly queries: QueryJournal
  readonly messages: TemplateMessage[]
}

function scopeOf({ source, world, queries, messages }: Rendering): Scope {
  const { manifest, names, surroundings } = world
  const { dialect, projectRoot } = surroundings
  const follow = (node: SourceNode): Reference => {
    if (isExtracted(node)) return { relation: { schema: node.origin.schema, identifier: node.origin.identifier } }
    return node.externalLocation === undefined
      ? { relation: node.relation }
      : { sql: externalTable(node.externalLocation, projectRoot) }
  }
  const followId = (id: SourceNode['id']) => {
    const node = nodeOf(manifest, id)
    if (node.type !== 'source') throw new Error(`Internal error: ${id} is no source`)
    return follow(node)
  }
  const own = follow(source)
  const self = selfJson(source)
  const scope = dbtScope(surroundings, {
    ref: refFunction(names.refs, manifest, source, followId, dialect),
    source: sourceFunction(names.sources, followId, dialect),
    config: configValue(
      () => source.config,
      () => undefined,
    ),
    execute: true,
    queries,
    model: self,
    onMacro: () => undefined,
    tell: (message) => messages.push(message),
  })
  const extra = new Map([
    ['this', 'sql' in own ? cteValue(own.sql) : relationValue(own.relation, dialect)],
    ['source_node', toValue(self)],
  ])
  return { ...scope, get: (name: string) => extra.get(name) ?? scope.get(name) }
}

function selfJson(source: SourceNode): JsonObject {
  const { id, name, sourceName, origin, meta, tags, description, path } = source
  return {
    unique_id: id,
    resource_type: 'source',
    name,
    source_name: sourceName,
    schema: origin.schema,
    identifier: origin.identifier,
    database: origin.catalog ?? null,
    original_file_path: path,
    description,
    meta,
    tags,
    config: effectiveConfig(source),
  }
}
