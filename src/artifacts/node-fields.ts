import { hash } from 'node:crypto'
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

// Nodes are written field by field, as text: collecting sixty fields in an object first takes ten times as long.

/** What a node is written with besides itself. */
export interface NodeWorld {
  readonly project: Pick<Project, 'root' | 'paths'>
  readonly target: Pick<Target, 'database' | 'schema'>
  readonly nodes: ReadonlyMap<NodeId, Node>
  readonly compiled: ReadonlyMap<NodeId, CompiledNode>
  /** Of seeds: their rows are not in the manifest. */
  readonly checksums: ReadonlyMap<NodeId, Checksum>
  readonly primaryKeys: ReadonlyMap<NodeId, readonly string[]>
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** How dbt tells contents apart: by their hash, by a path, or not at all. */
export interface Checksum {
  readonly name: 'sha256' | 'path' | 'none'
  readonly checksum: string
}

const plain = /^[ !#-[\]-~]*$/

/** A value as JSON. */
export function json(value: Json | Checksum): string {
  // Nearly all of them: names, paths and ids, faster than they are looked through for what must be escaped.
  if (typeof value === 'string' && value.length < 200 && plain.test(value)) return `"${value}"`
  return JSON.stringify(value)
}

/** The first fields of a node. `path` is relative to the folder that its type is kept in. */
export function identityFields(
  { id, name, type, packageName, path, fqn }: Node,
  place: { readonly database: string; readonly schema: string; readonly path: string },
): string {
  return `"database":${json(place.database)},"schema":${json(place.schema)},"name":${json(name)},"resource_type":"${type}",\
"package_name":${json(packageName)},"path":${json(place.path)},"original_file_path":${json(path)},"unique_id":${json(id)},\
"fqn":${json(fqn)}`
}

/** The file of a node below the folder of its type: `gold/revenue.sql`. */
export function pathBelowRoot(node: Node): string {
  const { fqn, path } = node
  // The fqn of a model with versions has one part more.
  const own = node.type === 'model' && node.version !== undefined ? 2 : 1
  return [...fqn.slice(1, -own), path.slice(path.lastIndexOf('/') + 1)].join('/')
}

/** The database that a relation is in: its own or the target's. */
export function databaseOf({ catalog }: Relation, { target }: NodeWorld): string {
  return catalog ?? target.database
}

/** A relation as final SQL names it: readers of lineage find it there. */
export function relationName(relation: Relation): string {
  return duckdbDialect.relation(relation)
}

/** What nodes of SQL read, and their final SQL where they were compiled. */
export function compiledFields(node: ModelNode | DataTestNode, world: NodeWorld): string {
  const parents = node.dependsOn.map((id) => world.nodes.get(id))
  const compiled = world.compiled.get(node.id)
  const language = /\.py$/i.test(node.path) ? 'python' : 'sql'
  return `"language":"${language}",${readFields(parents)},"functions":[],\
"depends_on":{"macros":${json(node.macros)},"nodes":${json(node.dependsOn)}},${
    compiled === undefined
      ? '"compiled_path":null'
      : `"compiled_path":${json(compiledPath(world.project, node))},"compiled":true,"compiled_code":${json(compiled.sql)},\
"extra_ctes_injected":true,"extra_ctes":[]`
  }`
}

/** The calls of `ref` and `source` that lead to these nodes. */
export function readFields(parents: readonly (Node | undefined)[]): string {
  const refs = parents.filter(isDataNode).map((parent) => {
    const version = parent.type === 'model' ? parent.version?.value : undefined
    return `{"name":${json(parent.name)},"package":null,"version":${json(version ?? null)}}`
  })
  const sources = parents.filter(isSource).map(({ sourceName, name }) => json([sourceName, name]))
  return `"refs":[${refs.join(',')}],"sources":[${sources.join(',')}],"metrics":[]`
}

/** Columns as properties files describe them, by name. */
export function columnsJson(columns: readonly Column[]): string {
  return `{${columns.map(columnEntry).join(',')}}`
}

function columnEntry({ name, description, docBlocks = [], dataType, tags, meta }: Column): string {
  const nameText = json(name)
  const tagsText = tags.length === 0 ? '[]' : json(tags)
  const metaText = Object.keys(meta).length === 0 ? '{}' : json(meta)
  return `${nameText}:{"name":${nameText},"description":${json(description)},"meta":${metaText},\
"data_type":${json(dataType ?? null)},"constraints":[],"quote":null,"config":{"meta":${metaText},"tags":${tagsText}},\
"tags":${tagsText},"granularity":null,"dimension":null,"entity":null,"doc_blocks":${json(docBlocks)}}`
}

/** The author's `meta`, and beside it what this program knows that dbt has no field for. */
export function metaJson({ meta }: Node, own: JsonObject): string {
  return json(Object.keys(own).length === 0 ? meta : { ...meta, tpchmodel: own })
}

/** The properties file that describes a node, as dbt writes it: `tpch://models/gold/gold.yml`. */
export function patchPath({ packageName, patchPath: path }: Node): string {
  return json(path === undefined ? null : `${packageName}://${path}`)
}

/** The hash of a file's text without the space around it, as dbt takes it. */
export function textChecksum(text: string): Checksum {
  return { name: 'sha256', checksum: sha256(text) }
}

export function sha256(text: string): string {
  return hash('sha256', text)
}
