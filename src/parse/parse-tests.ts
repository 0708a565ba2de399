import type { DataTestNode, Node, TestThresholds, VersionName } from '../manifest/node.ts'
import { nodeId } from '../manifest/node-id.ts'
import { refCall, versionedName } from '../manifest/version.ts'
import type { DataTestEntry } from '../project/data-tests.ts'
import type { MergedConfig } from '../project/merge-config.ts'
import type { SingularTestProperties } from '../project/properties.ts'
import type { SourceFile } from '../project/source-files.ts'
import { isJsonObject, type JsonObject } from '../util/json.ts'
import type { Captured } from './capture.ts'
import { captureTest } from './capture-test.ts'
import { checkTestCall, isPackage } from './check-test-call.ts'
import type { Draft } from './draft.ts'
import { calledMacros } from './macro-calls.ts'
import { nodeConfig, textOf, textsOf } from './node-config.ts'
import { packageMacroNotYet, packageTestNotYet } from './not-yet.ts'
import type { ParseContext } from './parse-context.ts'
import { baseName, fqnOf, readTemplate, reported } from './parse-model.ts'
import { genericTestHash, genericTestName, namedArguments } from './test-name.ts'

/** What a generic test is declared on. */
export interface Tested {
  readonly node: Pick<Node, 'id' | 'name' | 'type' | 'packageName'>
  /** Of a model with versions. */
  readonly version?: VersionName
  readonly sourceName?: string
  readonly column?: string
  /** The column's, which its tests have too. */
  readonly tags?: readonly string[]
  /** The properties file. */
  readonly file: string
  readonly enabled: boolean
}

/** A generic test from its entry in a properties file; undefined, with diagnostics, where it cannot be. */
export function parseGenericTest(entry: DataTestEntry, tested: Tested, context: ParseContext): Draft | undefined {
  const { project, surroundings } = context
  const { library } = surroundings
  const args: JsonObject = Object.fromEntries([...entry.arguments].map(([key, { value }]) => [key, value]))
  const problem = checkTestCall({ entry, column: tested.column, library, project })
  if (problem !== undefined) {
    context.report(problem)
    return undefined
  }
  const identity = identityOf(entry, tested, args)
  const fqn = [project.name, ...tested.file.split('/').slice(1, -1), identity.fullName]
  const config = nodeConfig({ type: 'data_tests', project, fqn, properties: [entry.config], inFile: [] })
  const macro = `test_${entry.name}`
  const isOwn = entry.namespace === undefined || entry.namespace === project.name
  const use = { entry, column: tested.column, macro: isOwn && library.macros.has(macro) ? macro : undefined }
  const captured = reported(() => captureTest(use, surroundings), context)
  if (captured === undefined) return undefined
  const { version } = tested
  const own = {
    name: tested.node.name,
    ...(version !== undefined && { version: String(version) }),
    location: entry.location,
  }
  const isSource = tested.node.type === 'source'
  const common = testNode(config, {
    id: nodeId('test', project.name, `${identity.fullName}.${identity.hash}`),
    name: identity.fullName,
    packageName: project.name,
    fqn,
    path: tested.file,
    ...context.describe(entry.description),
    location: entry.location,
    macros: use.macro === undefined ? [] : calledMacros([use.macro], library, project.name),
    ...notYetOf(entry, captured, context),
    rawSql: `{{ ${macro}(**_dbt_generic_test_kwargs) }}`,
  })
  const tags = [...new Set([...(tested.tags ?? []), ...common.tags])]
  const node = { generic: genericOf(entry, tested, args, config), ...common, tags }
  return {
    node,
    refs: isSource ? captured.refs : [own, ...captured.refs],
    sources: isSource
      ? [{ source: tested.sourceName ?? '', table: tested.node.name, location: entry.location }, ...captured.sources]
      : captured.sources,
    enabled: tested.enabled && config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}

/** What a test needs of a package: itself, or a macro. */
function notYetOf(
  { name, namespace, location }: DataTestEntry,
  { packageUse }: Captured,
  { project }: ParseContext,
): Pick<DataTestNode, 'notYet'> {
  if (namespace !== undefined && isPackage(namespace, project)) {
    return { notYet: packageTestNotYet(namespace, name, location) }
  }
  return packageUse === undefined ? {} : { notYet: packageMacroNotYet(packageUse) }
}

function genericOf(
  entry: DataTestEntry,
  tested: Tested,
  args: JsonObject,
  config: MergedConfig,
): NonNullable<DataTestNode['generic']> {
  const where = textOf(config, 'where')
  return {
    testName: entry.name,
    ...(entry.namespace !== undefined && { namespace: entry.namespace }),
    attachedTo: tested.node.id,
    ...(tested.column !== undefined && { column: tested.column }),
    arguments: args,
    ...(where !== undefined && { where }),
  }
}

function identityOf(entry: DataTestEntry, tested: Tested, args: JsonObject) {
  const kwargs = namedArguments(args, tested.column)
  const isSource = tested.node.type === 'source'
  const prefix = isSource ? 'source_' : ''
  const test = entry.namespace === undefined ? prefix + entry.name : `${entry.namespace}_${prefix}${entry.name}`
  const target = isSource ? `${tested.sourceName}_${tested.node.name}` : versionedName(tested.node.name, tested.version)
  const made = genericTestName(test, target, kwargs)
  const fullName = entry.customName?.value ?? made.fullName
  const own = refCall(tested.node.name, tested.version)
  const call = isSource ? `source('${tested.sourceName}', '${tested.node.name}')` : own
  const metadata = {
    namespace: entry.namespace ?? null,
    name: entry.name,
    kwargs: { model: `{{ get_where_subquery(${call}) }}`, ...kwargs },
  }
  return { fullName, hash: genericTestHash(fullName, metadata) }
}

/** A singular test from its file of SQL. */
export function parseSingularTest(
  file: SourceFile,
  properties: SingularTestProperties | undefined,
  context: ParseContext,
): Draft | undefined {
  const { project } = context
  const rawSql = context.texts.get(file.path)
  const read = rawSql === undefined ? undefined : readTemplate(file.path, rawSql, context)
  if (rawSql === undefined || read === undefined) return undefined
  const { template, captured } = read
  const fqn = fqnOf(project.name, file)
  const levels = properties === undefined ? [] : [properties.config]
  const config = nodeConfig({ type: 'data_tests', project, fqn, properties: levels, inFile: captured.config })
  config.diagnostics.forEach(context.report)
  const node = testNode(config, {
    id: nodeId('test', project.name, baseName(file.path)),
    name: baseName(file.path),
    packageName: project.name,
    fqn,
    path: file.path,
    ...context.describe(properties?.description),
    location: { file: file.path, start: 0, end: 0 },
    macros: captured.macros,
    ...(captured.packageUse !== undefined && { notYet: packageMacroNotYet(captured.packageUse) }),
    rawSql,
  })
  context.templates.set(node.id, template)
  return {
    node,
    refs: captured.refs,
    sources: captured.sources,
    enabled: config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}

type OwnParts = Omit<DataTestNode, 'dependsOn' | 'generic' | 'type' | 'tags' | 'meta' | 'config' | 'thresholds'>

/** What a test is by itself, and what its configuration says. */
function testNode(config: MergedConfig, own: OwnParts): Omit<DataTestNode, 'dependsOn' | 'generic'> {
  const meta = config.values['meta']
  return {
    type: 'test',
    ...own,
    tags: textsOf(config, 'tags'),
    meta: isJsonObject(meta) ? meta : {},
    config: config.values,
    thresholds: thresholdsOf(config),
  }
}

function thresholdsOf(config: MergedConfig): TestThresholds {
  const limit = config.values['limit']
  return {
    severity: textOf(config, 'severity')?.toLowerCase() === 'warn' ? 'warn' : 'error',
    warnIf: textOf(config, 'warn_if') ?? '!= 0',
    errorIf: textOf(config, 'error_if') ?? '!= 0',
    ...(typeof limit === 'number' && { limit }),
    failCalc: textOf(config, 'fail_calc') ?? 'count(*)',
  }
}
