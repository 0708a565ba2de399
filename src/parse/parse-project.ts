import type { Surroundings } from '../context/dbt-scope.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import type { OnRead, Read } from '../context/reads.ts'
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Template } from '../jinja/template.ts'
import { type NodeNames, nodeNames } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { pythonModel } from '../project/diagnostics.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import { loadProperties, type Properties } from '../project/properties.ts'
import type { Render } from '../project/render-node.ts'
import type { SourceFile, SourceFiles } from '../project/source-files.ts'
import { duplicates, upwardRefs } from './check-nodes.ts'
import { describer } from './describe.ts'
import type { Draft } from './draft.ts'
import { checkGroups, parseGroups, privateRefs } from './groups.ts'
import { incrementalWarning, notYetWarnings } from './not-yet.ts'
import { oddCharacters } from './odd-characters.ts'
import type { ParseContext, Patch } from './parse-context.ts'
import { parseDocs } from './parse-docs.ts'
import { parseExposure } from './parse-exposure.ts'
import { parseMacros } from './parse-macros.ts'
import { baseName, parseModel } from './parse-model.ts'
import { parseSeed } from './parse-seed.ts'
import { parseSource } from './parse-source.ts'
import { parseGenericTest, parseSingularTest, type Tested } from './parse-tests.ts'
import { parseUnitTest } from './parse-unit-tests.ts'
import { type PatchedFile, patchedModels, patchedSeeds } from './patches.ts'
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
  const diagnostics: Diagnostic[] = [...read.diagnostics, ...oddCharactersOf(sourceFiles, read.texts)]
  const noMacros = input.surroundings({ macros: new Map() })
  const withoutMacros = answersIn(noMacros)
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
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const docs = parseDocs({ packageName: project.name, files: sourceFiles.docs, texts: read.texts, report })
  const describe = describer({ docs, project, surroundings: noMacros, onRead: memory.onRead, report })
  const macros = parseMacros({
    packageName: project.name,
    texts: textsOf([...sourceFiles.macros, ...sourceFiles.genericTests], read.texts),
    properties,
    describe,
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
    report,
    describe,
    recall: (work) => memory.recall(work, answers),
  }
  const manifest = { ...manifestOf(sourceFiles, properties, context), docs }
  const parsed = { manifest, names: nodeNames(manifest.nodes), templates: context.templates, surroundings }
  const found = distinct(diagnostics)
  return found.some(isError)
    ? { ok: false, diagnostics: found, memory: memory.memory }
    : { ok: true, parsed, warnings: found, memory: memory.memory, reads: answeredBy(memory.all, answers) }
}

function manifestOf(
  files: SourceFiles,
  properties: readonly Properties[],
  context: ParseContext,
): Omit<Manifest, 'docs'> {
  const { project, surroundings } = context
  const patched = {
    models: patchedModels([...files.models, ...pythonModels(files, context)], properties, context),
    seeds: patchedSeeds(files.seeds, properties, context),
    tests: files.tests,
  }
  const drafts = parseNodes(patched, properties, context)
  const groups = parseGroups(properties, context)
  const { nodes, disabled, diagnostics } = resolve(drafts, {
    broken: brokenNames(patched, drafts),
    packages: project.packages,
    snapshots: snapshotNames(files, properties, context),
  })
  const found = [
    ...diagnostics,
    ...duplicates(drafts),
    ...checkGroups(drafts, groups),
    ...privateRefs(drafts, nodes),
    ...notYetWarnings(nodes.values()),
    ...incrementalWarning(drafts),
    ...(project.allowUpwardRefs ? [] : upwardRefs(drafts, nodes, project.layers)),
  ]
  found.forEach(context.report)
  const macros = [...surroundings.library.macros.values()].map(({ definition }) => [definition.id, definition] as const)
  return { projectName: project.name, layers: project.layers, nodes, disabled, groups, macros: new Map(macros) }
}

/** Projects of dbt may have models in Python, which are listed; in others they are mistakes. */
function pythonModels({ python }: SourceFiles, { project, report }: ParseContext): readonly SourceFile[] {
  if (project.dbt) return python
  for (const { path } of python) report(pythonModel(path))
  return []
}

/** Of blocks in the folders of snapshots, and of entries in properties files. */
function snapshotNames(
  { snapshots }: SourceFiles,
  properties: readonly Properties[],
  { texts }: ParseContext,
): ReadonlySet<string> {
  const blocks = snapshots.flatMap(({ path }) => [...(texts.get(path) ?? '').matchAll(/\{%-?\s*snapshot\s+(\w+)/g)])
  return new Set([...blocks.map(([, name = '']) => name), ...properties.flatMap((file) => file.snapshots)])
}

/** Files of nodes, with what properties say of them. */
interface Patched {
  readonly models: readonly PatchedFile[]
  readonly seeds: readonly PatchedFile[]
  readonly tests: readonly SourceFile[]
}

/** Names of models and seeds whose files could not be parsed. */
function brokenNames({ models, seeds }: Patched, drafts: readonly Draft[]): ReadonlySet<string> {
  const parsed = new Set(drafts.map(({ node }) => node.path))
  const broken = [...models, ...seeds].filter(({ file }) => !parsed.has(file.path))
  return new Set(
    broken.map(({ file, patch }) => (patch?.version === undefined ? baseName(file.path) : patch.properties.name)),
  )
}

/** What is wrong with a source is found once for each of its tables, and said once. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()]
}

function oddCharactersOf(files: SourceFiles, texts: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const { models, macros, genericTests, tests } = files
  return [models, macros, genericTests, tests].flat().flatMap(({ path }) => oddCharacters(path, texts.get(path) ?? ''))
}

function isError({ code }: Diagnostic): boolean {
  return codes[code].severity === 'error'
}

function textsOf(files: readonly SourceFile[], texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(files.map(({ path }) => [path, texts.get(path) ?? '']))
}

function parseNodes(files: Patched, properties: readonly Properties[], context: ParseContext): readonly Draft[] {
  const models = files.models.flatMap(({ file, patch }) => withTests(parseModel(file, patch, context), patch, context))
  const seeds = files.seeds.flatMap(({ file, patch }) => withTests(parseSeed(file, patch, context), patch, context))
  const singular = new Map(properties.flatMap((file) => file.dataTests).map((test) => [test.name, test]))
  return [
    ...sourceDrafts(properties, context),
    ...models,
    ...seeds,
    ...files.tests.flatMap((file) => parseSingularTest(file, singular.get(baseName(file.path)), context) ?? []),
    ...properties.flatMap(({ file, unitTests }) =>
      unitTests.flatMap((entry) => parseUnitTest(entry, { file, models }, context)),
    ),
    ...properties.flatMap(({ file, exposures }) => exposures.map((entry) => parseExposure(entry, file, context))),
  ]
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
    ...(patch.version !== undefined && { version: patch.version.value }),
    ...(sourceName !== undefined && { sourceName }),
    file,
    enabled: draft.enabled,
  }
  const onColumns = properties.columns.flatMap((column) => {
    const name = column.quote ? context.surroundings.dialect.quote(column.name) : column.name
    return column.tests.flatMap(
      (entry) => parseGenericTest(entry, { column: name, tags: column.tags, ...base }, context) ?? [],
    )
  })
  const onNode = properties.tests.flatMap((entry) => parseGenericTest(entry, base, context) ?? [])
  return [draft, ...onNode, ...onColumns]
}
