import { configValue } from '../context/config-value.ts'
import { dbtScope, type Surroundings } from '../context/dbt-scope.ts'
import type { TemplateMessage } from '../context/log.ts'
import type { QueryJournal } from '../context/query-journal.ts'
import { relationValue, withoutRows } from '../context/relation-value.ts'
import { argumentValues } from '../context/test-arguments.ts'
import { renderTestMacro } from '../context/test-macro.ts'
import { type Rendered, type Scope, type Template, TemplateError } from '../jinja/template.ts'
import { isDataNode, type NodeNames, nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataTestNode, ModelNode, Node, SourceNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import type { CompiledNode, TestedRows } from './compiled-node.ts'
import { notYet } from './diagnostics.ts'
import { externalTable } from './external-table.ts'
import { cteName, inlineEphemeral, type NamedQuery } from './inline-ephemeral.ts'
import { type Reference, refFunction, sourceFunction } from './references.ts'
import { builtinTestSql, testedRows } from './test-sql.ts'

/** Everything that compiling reads. */
export interface CompileWorld {
  readonly manifest: Manifest
  /** The manifest's nodes by the names that templates know them under. */
  readonly names: NodeNames
  /** Models and singular tests, as they were parsed. */
  readonly templates: ReadonlyMap<NodeId, Template>
  readonly surroundings: Surroundings
  /** Where `source()` leads, if not to the source's own relation. */
  readonly sourceRelation?: (source: SourceNode) => Relation
  /** Whether references lead to no rows, as with dbt's `--empty`. */
  readonly empty?: boolean
}

/** Renders a node to its final SQL. Throws `TemplateError`, and `QueryNeeded` for a query that `queries` cannot answer. */
export function compileNode(id: NodeId, world: CompileWorld, queries: QueryJournal): CompiledNode {
  const node = nodeOf(world.manifest, id)
  if (node.type !== 'model' && node.type !== 'test') throw new Error(`Internal error: ${id} has no SQL`)
  const compilation: Compilation = {
    world,
    queries,
    messages: [],
    reads: new Set(),
    ctes: new Map(),
    tested: undefined,
  }
  const query = render(node, compilation)
  const ctes = [...compilation.ctes].map(([name, rendered]): NamedQuery => ({ name, rendered }))
  const { text, sourceMap } = inlineEphemeral(query, ctes)
  const { messages, reads, tested } = compilation
  const common = { node, sql: text, sourceMap, macroCalls: macroCalls(id, world), messages, reads: [...reads].sort() }
  // Tests that look at no rows share no pass over them.
  return tested === undefined || ctes.length > 0 || world.empty === true ? common : { tested, ...common }
}

function macroCalls(id: NodeId, { templates, surroundings: { library } }: CompileWorld): CompiledNode['macroCalls'] {
  const calls = templates.get(id)?.calls ?? []
  return calls.flatMap(({ name, location }) => {
    const macro = library.macros.get(name)
    return macro === undefined ? [] : [{ file: macro.definition.path, location }]
  })
}

interface Compilation {
  readonly world: CompileWorld
  readonly queries: QueryJournal
  readonly messages: TemplateMessage[]
  readonly reads: Set<NodeId>
  /** Ephemeral parents, each behind those it reads. */
  readonly ctes: Map<string, Rendered>
  /** Set where a generic test is rendered. */
  tested: TestedRows | undefined
}

function render(node: ModelNode | DataTestNode, compilation: Compilation): Rendered {
  const scope = lazyScope(() => scopeOf(node, compilation))
  if (node.type === 'test' && node.generic !== undefined)
    return renderGenericTest(node, node.generic, scope, compilation)
  const template = compilation.world.templates.get(node.id)
  if (template === undefined && node.notYet !== undefined) throw new TemplateError(notYet(node.notYet))
  if (template === undefined) throw new Error(`Internal error: ${node.id} has no template`)
  return template.render(scope)
}

/** Most generic tests ask for no name. */
function lazyScope(make: () => Scope): Scope {
  let made: Scope | undefined
  const scope = () => {
    made ??= make()
    return made
  }
  return { get: (name) => scope().get(name), names: () => scope().names?.() ?? [] }
}

function scopeOf(node: ModelNode | DataTestNode, compilation: Compilation): Scope {
  const { world, queries } = compilation
  const { manifest, names, surroundings } = world
  const follow = (id: NodeId) => reference(nodeOf(manifest, id), compilation)
  return dbtScope(surroundings, {
    ref: refFunction(names.refs, manifest, node, follow, surroundings.dialect),
    source: sourceFunction(names.sources, follow, surroundings.dialect),
    config: configValue(
      () => node.config,
      () => undefined,
    ),
    execute: true,
    queries,
    ...(node.type === 'model' && { relation: node.relation }),
    model: { name: node.name, unique_id: node.id, config: node.config, path: node.path, resource_type: node.type },
    onMacro: () => undefined,
    tell: (message) => compilation.messages.push(message),
  })
}

/** What a reference leads to, noting that it is read; an ephemeral model is rendered among the CTEs. */
function reference(node: Node, compilation: Compilation): Reference {
  const { world } = compilation
  const { empty = false } = world
  if (node.type === 'source') {
    compilation.reads.add(node.id)
    if (node.externalLocation !== undefined) {
      return { sql: rowsOf(externalTable(node.externalLocation, world.surroundings.projectRoot), world) }
    }
    return { relation: world.sourceRelation?.(node) ?? node.relation, empty }
  }
  if (!isDataNode(node)) throw new Error(`Internal error: ${node.id} is no relation`)
  if (node.materialization !== 'ephemeral') {
    compilation.reads.add(node.id)
    return { relation: node.relation, empty }
  }
  const name = cteName(node.name)
  if (!compilation.ctes.has(name)) {
    const rendered = render(node, compilation)
    compilation.ctes.set(name, rendered)
  }
  return { sql: rowsOf(name, world) }
}

/** SQL that stands for rows, or for none of them. */
function rowsOf(sql: string, { empty = false }: CompileWorld): string {
  return empty ? withoutRows(sql) : sql
}

function renderGenericTest(
  node: DataTestNode,
  generic: NonNullable<DataTestNode['generic']>,
  scope: Scope,
  compilation: Compilation,
): Rendered {
  const { world } = compilation
  const target = reference(nodeOf(world.manifest, generic.attachedTo), compilation)
  const { dialect, library } = world.surroundings
  const relation = 'sql' in target ? target.sql : rowsOf(dialect.relation(target.relation), world)
  const model = testedRows(relation, generic.where)
  const args = argumentValues(generic.arguments, scope, node.location)
  const macroName = `test_${generic.testName}`
  const sql = builtinTestSql(generic, model, args, library.macros.has(macroName))
  compilation.tested = {
    relation,
    ...(generic.where !== undefined && { where: generic.where }),
    ...(sql?.failing !== undefined && { failing: sql.failing }),
  }
  if (sql !== undefined) return { text: sql.rows, sourceMap: [{ at: 0, type: 'computed', origin: node.location }] }
  const { testName, column } = generic
  const tested =
    'sql' in target || generic.where !== undefined ? model : relationValue(target.relation, dialect, target)
  return renderTestMacro({ name: `test_${testName}`, model: tested, column, args, location: node.location }, scope)
}
