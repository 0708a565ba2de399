import { argumentValues, hasTemplates } from '../context/test-arguments.ts'
import { nodeId } from '../manifest/node-id.ts'
import type { ExposureProperties } from '../project/declared.ts'
import type { Located } from '../project/located.ts'
import { isJsonObject } from '../util/json.ts'
import { type Captured, captureAt } from './capture.ts'
import { noCall, noMetrics } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import { nodeConfig, textsOf } from './node-config.ts'
import type { ParseContext } from './parse-context.ts'
import { reported } from './parse-model.ts'

/** An exposure as a properties file declares it. */
export function parseExposure(entry: ExposureProperties, file: string, context: ParseContext): Draft {
  const { project } = context
  const { name, kind, owner, label, maturity, url } = entry
  const fqn = [project.name, ...file.split('/').slice(1, -1), name]
  const config = nodeConfig({ type: 'exposures', project, fqn, properties: [entry.config], inFile: [] })
  const read = entry.dependsOn.flatMap((call) => capturedCall(call, context) ?? [])
  return {
    node: {
      type: 'exposure',
      id: nodeId('exposure', project.name, name),
      name,
      packageName: project.name,
      fqn,
      path: file,
      description: context.describe(entry.description).description,
      tags: [...textsOf(config, 'tags')].sort(),
      meta: isJsonObject(config.values['meta']) ? config.values['meta'] : {},
      config: config.values,
      macros: [],
      location: entry.location,
      kind,
      owner,
      ...(label !== undefined && { label }),
      ...(maturity !== undefined && { maturity }),
      ...(url !== undefined && { url }),
    },
    refs: read.flatMap(({ refs }) => refs),
    sources: read.flatMap(({ sources }) => sources),
    enabled: config.values['enabled'] !== false,
    configLocations: config.locations,
  }
}

function capturedCall({ value, location }: Located<string>, context: ParseContext): Captured | undefined {
  if (/^\s*metric\s*\(/.test(value)) {
    context.report(noMetrics(value.trim(), location))
    return undefined
  }
  if (!hasTemplates(value)) {
    context.report(noCall(value, location))
    return undefined
  }
  return reported(
    () => captureAt(location, context.surroundings, (scope) => argumentValues({ call: value }, scope, location)),
    context,
  )
}
