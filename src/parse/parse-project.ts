import type { Surroundings } from '../context/dbt-scope.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import type { OnRead, Read } from '../context/reads.ts'
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Template } from '../jinja/template.ts'
import { type NodeNames, nodeNames } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
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
import type { ReadTexts } from './read-texts.ts'
import { answeredBy, answersIn, type ParseMemory, recallFrom } from './recall.ts'
import { resolve } from './resolve.ts'

export interface ParseInput {
  readonly project: Project
  readonly target: Target
  readonly sourceFiles: SourceFiles
  /** Of the source files. */
  readonly texts: ReadTexts
  /** Renders templates in YAML values, and tells what they read. */
  readonly render: (onRead: OnRead) => Render
  /** What templates see besides their own node, given the project's macros. */
  readonly surroundings: (library: MacroLibrary) => Surroundings
  /** Of an earlier parsing of the project by this program. Default: nothing. */
  readonly memory?: ParseMemory
}

/** A manifest, and what compiling its nodes needs besides. */
export interface ParsedProject {
  readonly manifest: Manifest
  readonly names: NodeNames
  /** Of models and singular tests. */
  readonly templates: ReadonlyMap<NodeId, Template>
  readonly surroundings: Surroundings
}

export type ParseResult = {
  /** For the next parsing. */
  readonly memory: ParseMemory
} & (
  | {
      readonly ok: true
      readonly parsed: ParsedProject
      readonly warnings: readonly Diagnostic[]
      /** What templates read, and hashes of the answers; undefined where something was read that is new each time. */
      readonly reads: Readonly<Record<Read, string>> | undefined
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
)

/** From a project's files to its manifest. Everything that is wrong with any of them is reported at once. */
export function parseProject(input: ParseInput): ParseResult {
  const { project, sourceFiles, texts: read } = input
  const memory = recallFrom(input.memory ?? new Map())
  const diagnostics: Diagnostic[] = [...read.diagnostics]
  const withoutMacros = answersIn(input.surroundings({ macros: new Map() }))
  const render = input.render(memory.onRead)
  const properties = sourceFiles.properties.map(({ path }) => {
    const text = read.texts.get(path) ?? ''
    const loaded = memory.recall(
      {
        kind: 'properties',
        path,
        text,
        make: () => loadProperties({ file: path, text, isDbt: project.dbt, render }),
        isGood: (made) => !made.diagnostics.some(isError),
      },
      withoutMacros,
    )
    diagnostics.push(...loaded.diagnostics)
    return loaded.properties
  })
  const macros = parseMacros({
    packageName: project.name,
    texts: textsOf([...sourceFiles.macros, ...sourceFiles.genericTests], read.texts),
    properties: properties.flatMap((file) => file.macros),
    recall: (work) => memory.recall(work, withoutMacros),
  })
  diagnostics.push(...macros.diagnostics)

  const surroundings = input.surroundings(macros.library)
  const answers = answersIn(surroundings)
  const context: ParseContext = {
    project,
    target: input.target,
    surroundings: { ...surroundings, onRead: memory.onRead },
    texts: read.texts,
    templates: new Map(),
    report: (diagnostic) => diagnostics.push(diagnostic),
    recall: (work) => memory.recall(work, answers),
  }
  const drafts = parseNodes(sourceFiles, properties, context)
  const resolved = resolve(drafts, brokenNames(sourceFiles, drafts))
  const layers = project.allowUpwardRefs ? [] : upwardRefs(drafts, resolved.nodes, project.layers)
  diagnostics.push(...resolved.diagnostics, ...duplicates(drafts), ...layers)
  const { nodes, disabled } = resolved
  const definitions = [...macros.library.macros.values()].map(({ definition }) => [definition.id, definition] as const)
  const manifest = { projectName: project.name, layers: project.layers, nodes, disabled, macros: new Map(definitions) }
  const parsed = { manifest, names: nodeNames(nodes), templates: context.templates, surroundings }
  const found = distinct(diagnostics)
  return found.some(isError)
    ? { ok: false, diagnostics: found, memory: memory.memory }
    : { ok: true, parsed, warnings: found, memory: memory.memory, reads: answeredBy(memory.all, answers) }
}

/** Names of models and seeds whose files could not be parsed. */
function brokenNames({ models, seeds }: SourceFiles, drafts: readonly Draft[]): ReadonlySet<string> {
  const parsed = new Set(drafts.map(({ node }) => node.path))
  return new Set([...models, ...seeds].filter(({ path }) => !parsed.has(path)).map(({ path }) => baseName(path)))
}

/** What is wrong with a source is found once for each of its tables, and said once. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()]
}

function isError({ code }: Diagnostic): boolean {
  return codes[code].severity === 'error'
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
