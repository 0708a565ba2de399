import { saidOf } from '../diagnostics/diagnostic.ts'
import type { VersionName } from '../manifest/node.ts'
import { nodeId } from '../manifest/node-id.ts'
import { isVersion } from '../manifest/version.ts'
import type { UnitTestProperties } from '../project/declared.ts'
import { isJsonObject, type Json } from '../util/json.ts'
import { unknownRef, wrongConfig } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { nodeConfig, textsOf } from './node-config.ts'
import type { ParseContext } from './parse-context.ts'

/** A unit test as a properties file declares it: one for each version of its model that it tests. */
export function parseUnitTest(
  entry: UnitTestProperties,
  { file, models }: { readonly file: string; readonly models: readonly Draft[] },
  context: ParseContext,
): readonly Draft[] {
  const versions = models.flatMap(({ node }) => versionsOf(node, entry.model.value))
  if (versions.length > 0)
    return tested(entry, versions, context).map((version) => draft(entry, file, { version }, context))
  if (entry.versions !== undefined) {
    const problem = `says which versions are tested, and "${entry.model.value}" has none`
    context.report(wrongConfig('versions', problem, entry.location))
  }
  return [draft(entry, file, {}, context)]
}

function versionsOf(node: Draft['node'], name: string): readonly VersionName[] {
  return node.type === 'model' && node.name === name && node.version !== undefined ? [node.version.value] : []
}

function tested(
  { versions = {}, model, location }: UnitTestProperties,
  known: readonly VersionName[],
  { report }: ParseContext,
): readonly VersionName[] {
  const include = namesIn(versions['include'])
  const exclude = namesIn(versions['exclude'])
  for (const version of include.filter((each) => !known.some((other) => isVersion(each, other)))) {
    const keys = known.map((each) => `${model.value}.v${each}`)
    report(saidOf('unit_test', unknownRef({ name: model.value, version: String(version) }, location, keys)))
  }
  const has = (names: readonly VersionName[], version: VersionName) => names.some((each) => isVersion(each, version))
  return known.filter((version) => (include.length === 0 || has(include, version)) && !has(exclude, version))
}

function namesIn(value: Json | undefined): readonly VersionName[] {
  return Array.isArray(value) ? value : []
}

function draft(
  entry: UnitTestProperties,
  file: string,
  { version }: { readonly version?: VersionName },
  context: ParseContext,
): Draft {
  const { project } = context
  const { name, model, given, expect, overrides, versions } = entry
  const fqn = [project.name, ...file.split('/').slice(1, -1), model.value, name]
  const config = nodeConfig({ type: 'unit_tests', project, fqn, properties: [entry.config], inFile: [] })
  const ofVersion = version === undefined ? {} : { version: String(version) }
  return {
    node: {
      type: 'unit_test',
      id: nodeId('unit_test', project.name, `${model.value}.${name}${version === undefined ? '' : `_v${version}`}`),
      name,
      packageName: project.name,
      fqn,
      path: file,
      description: entry.description?.value ?? '',
      tags: textsOf(config, 'tags'),
      meta: isJsonObject(config.values['meta']) ? config.values['meta'] : {},
      config: config.values,
      macros: [],
      location: entry.location,
      model: model.value,
      ...(version !== undefined && { version }),
      given,
      expect,
      ...(overrides !== undefined && { overrides }),
      ...(versions !== undefined && { versions }),
    },
    refs: [{ name: model.value, ...ofVersion, location: model.location }],
    sources: [],
    enabled: config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}
