import { nodeId } from '../manifest/node-id.ts'
import type { SourceFile } from '../project/source-files.ts'
import { isJsonObject } from '../util/json.ts'
import { unsafeName } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { nodeConfig, textsOf } from './node-config.ts'
import { nodeRelation } from './node-relation.ts'
import { catalogOf, columnsOf, type ParseContext, type Patch } from './parse-context.ts'
import { baseName, checkedLayer, fqnOf, reported } from './parse-model.ts'
import { unsafePart } from './safe-name.ts'

/** A seed from its CSV file, which is not read here, and its entry in a properties file. */
export function parseSeed(file: SourceFile, patch: Patch | undefined, context: ParseContext): Draft | undefined {
  const { project, target, surroundings } = context
  const fqn = fqnOf(project.name, file)
  const name = baseName(file.path)
  const location = { file: file.path, start: 0, end: 0 }
  const unsafe = unsafePart(name)
  if (unsafe !== undefined) context.report(unsafeName(name, unsafe, location))
  const properties = patch === undefined ? [] : [patch.properties.config]
  const config = nodeConfig({ type: 'seeds', project, fqn, properties, inFile: [] })
  const layer = checkedLayer(config, { fqn, location }, context)
  const catalog = catalogOf(target, false)
  const place = { name, layer, config: config.values, location, catalog, defaultSchema: target.schema }
  const relation = reported(() => nodeRelation(place, surroundings), context)
  if (relation === undefined) return undefined
  return {
    node: {
      type: 'seed',
      id: nodeId('seed', project.name, name),
      name,
      packageName: project.name,
      fqn,
      path: file.path,
      ...(patch !== undefined && { patchPath: patch.file }),
      ...context.describe(patch?.properties.description),
      tags: textsOf(config, 'tags'),
      meta: isJsonObject(config.values['meta']) ? config.values['meta'] : {},
      config: { ...config.values, materialized: 'seed' },
      macros: [],
      location,
      ...(layer !== undefined && { layer }),
      materialization: 'seed',
      relation,
      columns: columnsOf(patch?.properties.columns ?? [], context),
    },
    refs: [],
    sources: [],
    enabled: config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}
