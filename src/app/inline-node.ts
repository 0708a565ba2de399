import { ProjectError, saidOf } from '../diagnostics/diagnostic.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { TemplateError } from '../jinja/template.ts'
import { refKey } from '../manifest/lookup.ts'
import type { ModelNode } from '../manifest/node.ts'
import { type NodeId, nodeId } from '../manifest/node-id.ts'
import { type Captured, capture } from '../parse/capture.ts'
import { unknownRef, unknownSource } from '../parse/diagnostics.ts'
import type { Workspace } from './load-workspace.ts'

/** A query that no file of the project holds. */
export interface InlineQuery {
  /** What messages call it, in place of a file: `--inline`. */
  readonly name: string
  readonly text: string
}

/** A workspace with one more model: the query. Throws `ProjectError` for what is wrong with it. */
export function withInlineNode(
  { name, text }: InlineQuery,
  workspace: Workspace,
): { readonly id: NodeId; readonly workspace: Workspace } {
  const compiled = compileTemplate(text, name)
  if (!compiled.ok) throw new ProjectError(compiled.diagnostics)
  const captured = captureOf(() => capture(compiled.template, workspace.surroundings))
  const id = nodeId('model', workspace.project.name, name)
  const node: ModelNode = {
    type: 'model',
    id,
    name,
    packageName: workspace.project.name,
    fqn: [workspace.project.name, name],
    path: name,
    description: '',
    tags: [],
    meta: {},
    config: {},
    dependsOn: parentsOf(captured, workspace),
    macros: captured.macros,
    location: { file: name, start: 0, end: 0 },
    materialization: 'view',
    relation: { schema: workspace.target.schema, identifier: name },
    columns: [],
    rawSql: text,
  }
  const manifest = { ...workspace.manifest, nodes: new Map([...workspace.manifest.nodes, [id, node]]) }
  const templates = new Map([...workspace.templates, [id, compiled.template]])
  return { id, workspace: { ...workspace, manifest, templates } }
}

function captureOf(work: () => Captured): Captured {
  try {
    return work()
  } catch (error) {
    throw error instanceof TemplateError ? new ProjectError([error.diagnostic]) : error
  }
}

function parentsOf({ refs, sources }: Captured, workspace: Workspace): readonly NodeId[] {
  const { refs: names, sources: tables } = workspace.names
  const models = refs.map((ref) => {
    const id = names.get(refKey(ref))
    if (id === undefined) throw new ProjectError([saidOf('query', unknownRef(ref, ref.location, names.keys()))])
    return id
  })
  const read = sources.map(({ source, table, location }) => {
    const id = tables.get(`${source}.${table}`)
    if (id === undefined)
      throw new ProjectError([saidOf('query', unknownSource(source, table, location, [...tables.keys()]))])
    return id
  })
  return [...new Set([...models, ...read])].sort()
}
