import type { Surroundings } from '../context/dbt-scope.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Template } from '../jinja/template.ts'
import { type NodeNames, nodeNames } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { FileSystem } from '../ports/file-system.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import { loadProperties, type Properties } from '../project/properties.ts'
import type { Render } from '../project/render-node.ts'
import type { SourceFile, SourceFiles } from '../project/source-files.ts'
import { duplicates, upwardRefs } from './check-nodes.ts'
import { undescribed } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import type { ParseContext, Patch } from './parse-context.ts'
import { parseMacros } from './parse-macros.ts'
import { baseName, parseModel } from './parse-model.ts'
import { parseSeed } from './parse-seed.ts'
import { parseSource } from './parse-source.ts'
import { parseGenericTest, parseSingularTest, type Tested } from './parse-tests.ts'
import { readTexts } from './read-texts.ts'
import { resolve } from './resolve.ts'

export interface ParseInput {
  readonly project: Project
  readonly target: Target
  readonly files: FileSystem
  readonly sourceFiles: SourceFiles
  /** Renders templates in YAML values. */
  readonly render: Render
  /** What templates see besides their own node, given the project's macros. */
  readonly surroundings: (library: MacroLibrary) => Surroundings
}

/** A manifest, and what compiling its nodes needs besides. */
export interface ParsedProject {
  readonly manifest: Manifest
  readonly names: NodeNames
  /** Of models and singular tests. */
  readonly templates: ReadonlyMap<NodeId, Template>
  readonly surroundings: Surroundings
}

export type ParseResult =
  | { readonly ok: true; readonly parsed: ParsedProject; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** From a project's files to its manifest. Everything that is wrong with any of them is reported at once. */
export async function parseProject(input: ParseInput): Promise<ParseResult> {
  const { project, sourceFiles } = input
  const listed = [
    sourceFiles.models,
    sourceFiles.macros,
    sourceFiles.genericTests,
    sourceFiles.tests,
    sourceFiles.properties,
  ]
  const read = await readTexts(
    listed.flat().map(({ path }) => path),
    input.files,
  )
  const diagnostics: Diagnostic[] = [...read.diagnostics]
  const properties = sourceFiles.properties.map(({ path }) => {
    const loaded = loadProperties({
      file: path,
      text: read.texts.get(path) ?? '',
      isDbt: project.dbt,
      render: input.render,
    })
    diagnostics.push(...loaded.diagnostics)
    return loaded.properties
  })
  const macroTexts = textsOf([...sourceFiles.macros, ...sourceFiles.genericTests], read.texts)
  const macros = parseMacros({
    packageName: project.name,
    texts: macroTexts,
    properties: properties.flatMap((file) => file.macros),
  })
  diagnostics.push(...macros.diagnostics)

  const context: ParseContext = {
    project,
    target: input.target,
    surroundings: input.surroundings(macros.library),
    texts: read.texts,
    templates: new Map(),
    report: (diagnostic) => diagnostics.push(diagnostic),
  }
  const drafts = parseNodes(sourceFiles, properties, context)
  const resolved = resolve(drafts, brokenNames(sourceFiles, drafts))
  const layers = project.allowUpwardRefs ? [] : upwardRefs(drafts, resolved.nodes, project.layers)
  diagnostics.push(...resolved.diagnostics, ...duplicates(drafts), ...layers)
  const { nodes, disabled } = resolved
  const definitions = [...macros.library.macros.values()].map(({ definition }) => [definition.id, definition] as const)
  const manifest = { projectName: project.name, layers: project.layers, nodes, disabled, macros: new Map(definitions) }
  return finish(
    { manifest, names: nodeNames(nodes), templates: context.templates, surroundings: context.surroundings },
    diagnostics,
  )
}

/** Names of models and seeds whose files could not be parsed. */
function brokenNames({ models, seeds }: SourceFiles, drafts: readonly Draft[]): ReadonlySet<string> {
  const parsed = new Set(drafts.map(({ node }) => node.path))
  return new Set([...models, ...seeds].filter(({ path }) => !parsed.has(path)).map(({ path }) => baseName(path)))
}

/** What is wrong with a source is found once for each of its tables, and said once. */
function finish(parsed: ParsedProject, found: readonly Diagnostic[]): ParseResult {
  const diagnostics = [...new Map(found.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()]
  return diagnostics.some(({ code }) => codes[code].severity === 'error')
    ? { ok: false, diagnostics }
    : { ok: true, parsed, warnings: diagnostics }
}

function textsOf(files: readonly SourceFile[], texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(files.map(({ path }) => [path, texts.get(path) ?? '']))
}

function parseNodes(files: SourceFiles, properties: readonly Properties[], context: ParseContext): readonly Draft[] {
  const models = patched(files.models, 'model', patches(properties, 'models'), context)
  const seeds = patched(files.seeds, 'seed', patches(properties, 'seeds'), context)
  const singular = new Map(properties.flatMap((file) => file.dataTests).map((test) => [test.name, test]))
  return [
    ...sourceDrafts(properties, context),
    ...models.flatMap(({ file, patch }) => withTests(parseModel(file, patch, context), patch, context)),
    ...seeds.flatMap(({ file, patch }) => withTests(parseSeed(file, patch, context), patch, context)),
    ...files.tests.flatMap((file) => parseSingularTest(file, singular.get(baseName(file.path)), context) ?? []),
  ]
}

function patches(properties: readonly Properties[], kind: 'models' | 'seeds'): ReadonlyMap<string, Patch> {
  return new Map(
    properties.flatMap((file) => file[kind].map((entry) => [entry.name, { file: file.file, properties: entry }])),
  )
}

/** Files beside what properties say of them; what is described and does not exist is a warning. */
function patched(
  files: readonly SourceFile[],
  kind: string,
  byName: ReadonlyMap<string, Patch>,
  context: ParseContext,
): readonly { readonly file: SourceFile; readonly patch: Patch | undefined }[] {
  const names = new Set(files.map(({ path }) => baseName(path)))
  for (const [name, { properties }] of byName) {
    if (!names.has(name)) context.report(undescribed(kind, name, properties.location, [...names]))
  }
  return files.map((file) => ({ file, patch: byName.get(baseName(file.path)) }))
}

function sourceDrafts(properties: readonly Properties[], context: ParseContext): readonly Draft[] {
  return properties.flatMap(({ file, sources }) =>
    sources.flatMap((source) =>
      source.tables.flatMap((table) => {
        const draft = parseSource(source, table, file, context)
        return withTests(draft, { file, properties: table }, context, source.name)
      }),
    ),
  )
}

/** A node and the tests that its properties declare. */
function withTests(
  draft: Draft | undefined,
  patch: Patch | undefined,
  context: ParseContext,
  sourceName?: string,
): readonly Draft[] {
  if (draft === undefined || patch === undefined) return draft === undefined ? [] : [draft]
  const { file, properties } = patch
  const base: Tested = {
    node: draft.node,
    ...(sourceName !== undefined && { sourceName }),
    file,
    enabled: draft.enabled,
  }
  const onColumns = properties.columns.flatMap((column) => {
    const name = column.quote ? context.surroundings.dialect.quote(column.name) : column.name
    return column.tests.flatMap((entry) => parseGenericTest(entry, { ...base, column: name }, context) ?? [])
  })
  const onNode = properties.tests.flatMap((entry) => parseGenericTest(entry, base, context) ?? [])
  return [draft, ...onNode, ...onColumns]
}
