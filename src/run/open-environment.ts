import { ProjectError } from '../diagnostics/diagnostic.ts'
import { localPaths } from '../environments/local-paths.ts'
import { type Pointer, type TableEntry, tableKey } from '../environments/pointer.ts'
import { runStatement } from '../environments/run-statement.ts'
import { viewsSql } from '../environments/views-sql.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { referencePlace } from '../parse/reference-place.ts'
import { dataParents } from '../plan/data-parents.ts'
import { isVolatile } from '../plan/fingerprint.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { neverBuilt } from './diagnostics.ts'
import type { RunInput } from './run-input.ts'

/**
 * Gives the engine what a run reads and does not build: views over the environment's current versions, and the schemas
 * of what it builds. Returns the fingerprints of what it opened, where they stand for the rows. Throws `ProjectError` naming every parent that was
 * never built.
 */
export async function openEnvironment(
  input: Pick<RunInput, 'plan' | 'world' | 'engine' | 'store'>,
  pointer: Pointer | undefined,
): Promise<ReadonlyMap<NodeId, Fingerprint>> {
  const { plan, world, engine, store } = input
  const schemas = plan.nodes.map(({ id }) => nodeOf(world.manifest, id)).filter(isDataNode)
  for (const schema of new Set(schemas.map((node) => schemaSql(node, engine)))) await engine.execute(schema)
  if (store === undefined) return new Map()

  const keys = lakeParents(input).map(({ relation }) => tableKey(relation))
  const fingerprints = shownFingerprints(input, pointer)
  await openTables(keys, { tables: pointer?.tables ?? new Map(), engine, store })
  return fingerprints
}

type Reading = Pick<RunInput, 'plan' | 'world'>

/**
 * The fingerprints of what a run reads and does not build, where they stand for the rows. Throws `ProjectError` naming
 * every parent that was never built.
 */
export function shownFingerprints(input: Reading, pointer: Pointer | undefined): ReadonlyMap<NodeId, Fingerprint> {
  const { plan, world } = input
  const parents = lakeParents(input)
  const missing = parents.filter(({ relation }) => pointer?.tables.get(tableKey(relation)) === undefined)
  if (missing.length > 0) {
    throw new ProjectError(missing.map((parent) => neverBuilt(parent, childOf(parent, input), plan.environment)))
  }
  return new Map(
    parents.flatMap(({ id, relation }) => {
      const entry = pointer?.tables.get(tableKey(relation))
      return entry === undefined || !hasKnownRows(id, pointer, world.manifest) ? [] : [[id, entry.fingerprint] as const]
    }),
  )
}

function lakeParents({ plan, world }: Reading): readonly DataNode[] {
  const parents = plan.reads.map((id) => nodeOf(world.manifest, id)).filter(isDataNode)
  return parents.filter(({ relation }) => relation.catalog === undefined)
}

/** A view's rows are known when its SQL and everything it reads tell them. */
function hasKnownRows(id: NodeId, pointer: Pointer | undefined, manifest: Manifest): boolean {
  const node = nodeOf(manifest, id)
  const entry = isDataNode(node) ? pointer?.tables.get(tableKey(node.relation)) : undefined
  if (entry?.kind !== 'view') return entry !== undefined
  return !isVolatile(entry.sql) && dataParents(id, manifest).every((parent) => hasKnownRows(parent, pointer, manifest))
}

function schemaSql({ relation: { catalog, schema } }: DataNode, { dialect }: Engine): string {
  const name = [...(catalog === undefined ? [] : [catalog]), schema].map(dialect.quote).join('.')
  return `create schema if not exists ${name}`
}

/** A node of the run that reads a parent, with the place where it says so. */
function childOf(parent: DataNode, { plan, world }: Pick<RunInput, 'plan' | 'world'>) {
  const child = plan.nodes.find(({ id }) => dataParents(id, world.manifest).includes(parent.id))
  const node = child === undefined ? undefined : nodeOf(world.manifest, child.id)
  if (node === undefined) return undefined
  const builds = isDataNode(node)
  return {
    name: node.name,
    builds,
    location: referencePlace(world.templates.get(node.id), parent.name) ?? node.location,
  }
}

export interface Opening {
  readonly tables: ReadonlyMap<string, TableEntry>
  readonly engine: Engine
  readonly store: Store
}

/** Makes tables of an environment, and what their views read, readable under their names. Throws `StoreError`. */
export async function openTables(keys: readonly string[], { tables, engine, store }: Opening): Promise<void> {
  const wanted = withParents(keys, tables)
  const paths = await localPaths(
    store,
    [...wanted.values()].flatMap((table) => (table.kind === 'view' ? [] : table.files)),
  )
  const statements = viewsSql({ tables: wanted }, (key) => paths.get(key) ?? key)
  for (const sql of statements) {
    await runStatement(engine, sql).catch((error: unknown) => {
      throw error instanceof QueryError ? unreadable(error) : error
    })
  }
}

function unreadable({ kind, message }: QueryError): StoreError {
  return new StoreError(
    'store/corrupt',
    `A published table cannot be read. ${kind} error: ${message}`,
    'Something other than a run changed the lake. Remove the file that is named, and build its model anew with --full-refresh.',
  )
}

/** Tables with all that views among them read, directly or through other views. */
function withParents(
  keys: readonly string[],
  tables: ReadonlyMap<string, TableEntry>,
): ReadonlyMap<string, TableEntry> {
  const found = new Map<string, TableEntry>()
  const open = [...keys]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const table = tables.get(key)
    if (table === undefined || found.has(key)) continue
    found.set(key, table)
    if (table.kind === 'view') open.push(...table.parents)
  }
  return found
}
