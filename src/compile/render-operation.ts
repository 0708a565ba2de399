import { configValue } from '../context/config-value.ts'
import { dbtScope } from '../context/dbt-scope.ts'
import type { TemplateMessage } from '../context/log.ts'
import type { LibraryMacro } from '../context/macro-library.ts'
import type { QueryJournal } from '../context/query-journal.ts'
import type { Location } from '../diagnostics/location.ts'
import { toValue } from '../jinja/bridge.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { JsonObject } from '../util/json.ts'
import type { CompileWorld } from './compile-node.ts'
import { ephemeralInOperation } from './diagnostics.ts'
import { externalTable } from './external-table.ts'
import { anyRefFunction, type Reference, sourceFunction } from './references.ts'

/** A macro that is called by itself, with its arguments by name. */
export interface Operation {
  readonly macro: LibraryMacro
  readonly args: JsonObject
}

export interface RenderOperationOptions {
  readonly queries: QueryJournal
  /** Told each node that `ref()` or `source()` leads to. */
  readonly onRead: (id: NodeId) => void
  readonly tell: (message: TemplateMessage) => void
}

const argumentsName = '_dbt_operation_kwargs'

/**
 * Calls a macro that belongs to no node, so that every model and source can be referenced; what it prints is dropped.
 * Throws `TemplateError`, and `QueryNeeded` for a query that `queries` cannot answer.
 */
export function renderOperation(operation: Operation, world: CompileWorld, options: RenderOperationOptions): void {
  const { definition, blockName, template } = operation.macro
  const scope = scopeOf(world, options)
  const kwargs = toValue(operation.args)
  const callee = template.macro(blockName, scope)
  const call: Scope = {
    get: (name) => (name === argumentsName ? kwargs : name === blockName ? callee : scope.get(name)),
  }
  const compiled = compileTemplate(`{{ ${blockName}(**${argumentsName}) }}`, definition.id)
  if (!compiled.ok) throw new Error(`Internal error: the call of ${blockName} does not compile`)
  try {
    compiled.template.render(call)
  } catch (error) {
    throw error instanceof TemplateError ? atMacro(error, operation) : error
  }
}

function scopeOf(world: CompileWorld, { queries, onRead, tell }: RenderOperationOptions): Scope {
  const { names, surroundings } = world
  const follow = (id: NodeId, location: Location) => reference(id, world, location)
  const noted = (id: NodeId, location: Location): Reference => {
    onRead(id)
    return follow(id, location)
  }
  return dbtScope(surroundings, {
    ref: anyRefFunction(names.refs, noted, surroundings.dialect),
    source: sourceFunction(names.sources, (id) => noted(id, nowhere), surroundings.dialect),
    config: configValue(
      () => ({}),
      () => undefined,
    ),
    execute: true,
    queries,
    onMacro: () => undefined,
    tell,
  })
}

/** Of a source, which is never refused. */
const nowhere: Location = { file: '', start: 0, end: 0 }

function reference(id: NodeId, { manifest, surroundings }: CompileWorld, location: Location): Reference {
  const node = nodeOf(manifest, id)
  if (node.type === 'source' && node.externalLocation !== undefined) {
    return { sql: externalTable(node.externalLocation, surroundings.projectRoot) }
  }
  if (node.type !== 'source' && !isDataNode(node)) throw new Error(`Internal error: ${id} is no relation`)
  if (node.type === 'model' && node.materialization === 'ephemeral') {
    throw new TemplateError(ephemeralInOperation(node, location))
  }
  return { relation: node.relation }
}

/** What is wrong with the call itself is told at the macro, and that call is nobody's. */
function atMacro({ diagnostic }: TemplateError, { macro: { definition } }: Operation): TemplateError {
  const isCall = (location: Location | undefined) => location?.file === definition.id
  const { related = [], ...found } = diagnostic
  const left = related.filter(({ location }) => !isCall(location))
  return new TemplateError({
    ...found,
    ...(isCall(found.location) && { location: definition.location }),
    ...(left.length > 0 && { related: left }),
  })
}
