import type { Location } from '../diagnostics/location.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { lazyTemplate } from '../jinja/lazy-template.ts'
import { type Template, TemplateError } from '../jinja/template.ts'
import type { ModelNode } from '../manifest/node.ts'
import { nodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import type { MergedConfig } from '../project/merge-config.ts'
import type { SourceFile } from '../project/source-files.ts'
import { isJsonObject } from '../util/json.ts'
import { type Captured, capture } from './capture.ts'
import { unknownLayer, unsafeName } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { layerOf } from './layer-of.ts'
import { materializationOf } from './materialization.ts'
import { nodeConfig, textOf, textsOf } from './node-config.ts'
import { nodeRelation } from './node-relation.ts'
import { packageMacroNotYet, pythonNotYet } from './not-yet.ts'
import { catalogOf, columnsOf, type ParseContext, type Patch } from './parse-context.ts'
import { pythonCaptured } from './python-model.ts'
import { unsafePart } from './safe-name.ts'

/** The name of a file of the project without folder and extension. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '')
}

/** Package, folders between the resource's root and the file, name. */
export function fqnOf(packageName: string, { path, folder }: SourceFile): readonly string[] {
  const inside = path.slice(folder.length + 1).split('/')
  return [packageName, ...inside.slice(0, -1), baseName(path)]
}

/** A model from its file and its entry in a properties file; undefined, with diagnostics, where its template fails. */
export function parseModel(file: SourceFile, patch: Patch | undefined, context: ParseContext): Draft | undefined {
  const rawSql = context.texts.get(file.path)
  if (rawSql === undefined) return undefined
  if (isPython(file.path)) {
    return modelDraft({ file, patch, rawSql, captured: pythonCaptured(rawSql, file.path) }, context)
  }
  const read = readTemplate(file.path, rawSql, context)
  if (read === undefined) return undefined
  const draft = modelDraft({ file, patch, rawSql, captured: read.captured }, context)
  if (draft !== undefined) context.templates.set(draft.node.id, read.template)
  return draft
}

function isPython(path: string): boolean {
  return /\.py$/i.test(path)
}

/** A file of SQL and what it says about its node; undefined, with diagnostics, where it is wrong. */
export function readTemplate(
  path: string,
  text: string,
  context: ParseContext,
): { readonly template: Template; readonly captured: Captured } | undefined {
  const captured = context.recall({
    kind: 'captured',
    path,
    text,
    isGood: (value) => value !== undefined,
    make: () => {
      const template = templateOf(path, text, context)
      return template && capturedFrom(template, context)
    },
  })
  // What it was compiled to is let go: most commands render few models, and what all of them keep is what the collector
  // of garbage copies again and again.
  return captured && { template: lazyTemplate(text, path), captured }
}

/** Compiles a file; its syntax errors are reported. */
function templateOf(path: string, text: string, context: ParseContext): Template | undefined {
  const compiled = compileTemplate(text, path)
  if (compiled.ok) return compiled.template
  compiled.diagnostics.forEach(context.report)
  return undefined
}

function capturedFrom(template: Template, context: ParseContext): Captured | undefined {
  return reported(() => capture(template, context.surroundings), context)
}

/** Runs what renders templates: a `TemplateError` becomes a diagnostic. */
export function reported<T>(render: () => T, context: Pick<ParseContext, 'report'>): T | undefined {
  try {
    return render()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    context.report(error.diagnostic)
    return undefined
  }
}

interface ModelParts {
  readonly file: SourceFile
  readonly patch: Patch | undefined
  readonly rawSql: string
  readonly captured: Captured
}

function modelDraft({ file, patch, rawSql, captured }: ModelParts, context: ParseContext): Draft | undefined {
  const { project } = context
  const identity = identityOf(file, patch, project.name)
  const { name, fqn } = identity
  const location: Location = { file: file.path, start: 0, end: 0 }
  const unsafe = unsafePart(name)
  if (unsafe !== undefined) context.report(unsafeName(name, unsafe, location))
  const properties = patch === undefined ? [] : [patch.properties.config]
  const config = nodeConfig({ type: 'models', project, fqn, properties, inFile: captured.config })
  config.diagnostics.forEach(context.report)
  const layer = checkedLayer(config, { fqn: fqnOf(project.name, file), location }, context)
  const kept = isPython(file.path)
    ? { materialization: 'table' as const, notYet: pythonNotYet(name, location) }
    : materializationOf(config, layer, context)
  const { materialization } = kept
  const notYet = captured.packageUse === undefined ? kept.notYet : packageMacroNotYet(captured.packageUse)
  const relation = relationOf({ ...identity, layer, materialization, location }, config, context)
  if (relation === undefined) return undefined
  return {
    node: {
      type: 'model',
      ...identity,
      packageName: project.name,
      path: file.path,
      ...(patch !== undefined && { patchPath: patch.file }),
      ...context.describe(patch?.properties.description),
      tags: textsOf(config, 'tags'),
      meta: isJsonObject(config.values['meta']) ? config.values['meta'] : {},
      config: { ...config.values, materialized: textOf(config, 'materialized') ?? materialization },
      macros: captured.macros,
      location,
      ...(notYet !== undefined && { notYet }),
      ...(layer !== undefined && { layer }),
      materialization,
      relation,
      columns: columnsOf(patch?.properties.columns ?? [], context),
      rawSql,
    },
    refs: captured.refs,
    sources: captured.sources,
    enabled: config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}

/** What a model is called: by its file, or, if it is one of several versions, by its entry in a properties file. */
function identityOf(
  file: SourceFile,
  patch: Patch | undefined,
  projectName: string,
): Pick<ModelNode, 'id' | 'name' | 'fqn' | 'version'> {
  const ofFile = fqnOf(projectName, file)
  const version = patch?.version
  if (patch === undefined || version === undefined) {
    const name = baseName(file.path)
    return { id: nodeId('model', projectName, name), name, fqn: ofFile }
  }
  const { name } = patch.properties
  const suffix = `v${version.value}`
  const id = nodeId('model', projectName, `${name}.${suffix}`)
  return { id, name, fqn: [...ofFile.slice(0, -1), name, suffix], version }
}

function relationOf(
  model: Pick<ModelNode, 'name' | 'version' | 'materialization' | 'location'> & { readonly layer: string | undefined },
  config: MergedConfig,
  { target, surroundings, ...context }: ParseContext,
): Relation | undefined {
  const { name, version, layer, materialization, location } = model
  const input = {
    name,
    ...(version !== undefined && { version: version.value }),
    layer,
    config: config.values,
    location,
    catalog: catalogOf(target, materialization === 'table' || materialization === 'incremental'),
    defaultSchema: target.schema,
  }
  return reported(() => nodeRelation(input, surroundings), context)
}

/** The layer of a model or seed; a configured one that the project does not have is reported. */
export function checkedLayer(
  config: MergedConfig,
  { fqn, location }: { readonly fqn: readonly string[]; readonly location: Location },
  context: ParseContext,
): string | undefined {
  const { layers } = context.project
  const configured = textOf(config, 'layer')
  if (configured !== undefined && !layers.includes(configured)) {
    context.report(unknownLayer(configured, config.locations.get('layer') ?? location, layers))
  }
  return layerOf(layers, { configured, tags: textsOf(config, 'tags'), folders: fqn.slice(1, -1) })
}
