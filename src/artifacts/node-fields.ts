import { createHash } from 'node:crypto'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { duckdbDialect } from '../dialects/duckdb.ts'
import type { Column } from '../manifest/column.ts'
import { isDataNode, isSource } from '../manifest/lookup.ts'
import type { DataTestNode, ModelNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { Json, JsonObject } from '../util/json.ts'
import { compiledPath } from './compiled-path.ts'

/** What a node is written with besides itself. */
export interface NodeWorld {
  readonly project: Pick<Project, 'root' | 'paths'>
  readonly target: Pick<Target, 'database' | 'schema'>
  readonly nodes: ReadonlyMap<NodeId, Node>
  readonly compiled: ReadonlyMap<NodeId, CompiledNode>
  /** Of seeds: their rows are not in the manifest. */
  readonly checksums: ReadonlyMap<NodeId, JsonObject>
  readonly primaryKeys: ReadonlyMap<NodeId, readonly string[]>
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** The first fields of a node. `path` is relative to the folder that its type is kept in. */
export function identityFields(
  { id, name, type, packageName, path, fqn }: Node,
  place: { readonly database: string; readonly schema: string; readonly path: string },
): JsonObject {
  return {
    database: place.database,
    schema: place.schema,
    name,
    resource_type: type,
    package_name: packageName,
    path: place.path,
    original_file_path: path,
    unique_id: id,
    fqn,
  }
}

/** The file of a node below the folder of its type: `gold/revenue.sql`. */
export function pathBelowRoot({ fqn, path }: Node): string {
  return [...fqn.slice(1, -1), path.slice(path.lastIndexOf('/') + 1)].join('/')
}

/** The database that a relation is in: its own or the target's. */
export function databaseOf({ catalog }: Relation, { target }: { readonly target: Pick<Target, 'database'> }): string {
  return catalog ?? target.database
}

/** A relation as SQL names it from anywhere. */
export function relationName(relation: Relation, world: { readonly target: Pick<Target, 'database'> }): string {
  return duckdbDialect.relation({ ...relation, catalog: databaseOf(relation, world) })
}

/** What nodes of SQL read, and their final SQL where they were compiled. */
export function compiledFields(node: ModelNode | DataTestNode, world: NodeWorld): JsonObject {
  const parents = node.dependsOn.map((id) => world.nodes.get(id))
  const compiled = world.compiled.get(node.id)
  return {
    language: 'sql',
    refs: parents.filter(isDataNode).map(({ name }) => ({ name, package: null, version: null })),
    sources: parents.filter(isSource).map(({ sourceName, name }) => [sourceName, name]),
    metrics: [],
    functions: [],
    depends_on: { macros: node.macros, nodes: node.dependsOn },
    compiled_path: compiled === undefined ? null : compiledPath(world.project, node),
    ...(compiled !== undefined && {
      compiled: true,
      compiled_code: compiled.sql,
      extra_ctes_injected: true,
      extra_ctes: [],
    }),
  }
}

/** Columns as properties files describe them, by name. */
export function columnsJson(columns: readonly Column[]): JsonObject {
  return Object.fromEntries(columns.map((column) => [column.name, columnJson(column)]))
}

function columnJson({ name, description, dataType, tags, meta }: Column): Json {
  return {
    name,
    description,
    meta,
    data_type: dataType ?? null,
    constraints: [],
    quote: null,
    config: { meta, tags },
    tags,
    granularity: null,
    dimension: null,
    entity: null,
    doc_blocks: [],
  }
}

/** The author's `meta`, and beside it what this program knows that dbt has no field for. */
export function metaJson({ meta }: Node, own: JsonObject): JsonObject {
  return Object.keys(own).length === 0 ? meta : { ...meta, tpchmodel: own }
}

/** The properties file that describes a node, as dbt writes it: `tpch://models/gold/gold.yml`. */
export function patchPath({ packageName, patchPath: path }: Node): string | null {
  return path === undefined ? null : `${packageName}://${path}`
}

/** A hash of a file's text without the space around it, as dbt takes it. */
export function textChecksum(text: string): JsonObject {
  return { name: 'sha256', checksum: sha256(text) }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
