import type { Location } from '../diagnostics/location.ts'
import type { ModelNode, NotYet } from '../manifest/node.ts'
import type { MergedConfig } from '../project/merge-config.ts'
import { nearest } from '../util/nearest.ts'
import { wrongConfig } from './diagnostics.ts'
import { textOf } from './node-config.ts'
import { externalNotYet, macroMaterializationNotYet } from './not-yet.ts'
import type { ParseContext } from './parse-context.ts'

/** How a model is kept, and what that needs and is not there. */
export interface Kept {
  readonly materialization: ModelNode['materialization']
  readonly notYet?: NotYet
}

const ways = ['view', 'table', 'incremental', 'ephemeral'] as const

/** Bronze, silver and gold keep Parquet; the highest layer, and a project without layers, has views. */
export function materializationOf(config: MergedConfig, layer: string | undefined, context: ParseContext): Kept {
  const { project, target } = context
  const configured = textOf(config, 'materialized')
  const way = ways.find((known) => known === configured)
  if (way !== undefined) return { materialization: way }
  if (configured === undefined) {
    const isParquet = target.lake !== undefined && layer !== undefined && layer !== project.layers.at(-1)
    return { materialization: isParquet ? 'parquet' : 'view' }
  }
  const location = config.locations.get('materialized')
  return configured === 'external' || configured === 'parquet'
    ? parquetOf(configured, config, context)
    : unknownWay(configured, location, context)
}

/** Parquet is kept in a lake. dbt-duckdb's `external` may be meant for elsewhere, which is no mistake. */
function parquetOf(configured: string, config: MergedConfig, { project, target, report }: ParseContext): Kept {
  const location = config.locations.get('materialized')
  const format = textOf(config, 'format')?.toLowerCase() ?? 'parquet'
  const isInLake = target.lake !== undefined
  if ((isInLake && format === 'parquet') || location === undefined) return { materialization: 'parquet' }
  if (project.dbt && configured === 'external') {
    return { materialization: 'table', notYet: externalNotYet(isInLake ? format : undefined, location) }
  }
  const problem = `is "${configured}", which needs a lake, and the target "${target.name}" has none`
  if (!isInLake) report(wrongConfig('materialized', problem, location))
  return { materialization: 'parquet' }
}

/** Materializations that are macros are not run. One that nobody has written is a mistake, which only dbt's projects can make. */
function unknownWay(
  name: string,
  location: Location | undefined,
  { project, surroundings: { library }, report }: ParseContext,
): Kept {
  const place = location ?? { file: project.file, start: 0, end: 0 }
  const isMacro = [...library.macros.keys()].some((macro) => macro.startsWith(`materialization_${name}_`))
  if (isMacro || dbtOnly.has(name) || project.packages.length > 0) {
    return { materialization: 'table', notYet: macroMaterializationNotYet(name, place) }
  }
  const suggestion = nearest(name, ['parquet', 'external', ...ways])
  const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
  report(wrongConfig('materialized', `is "${name}", and no macro says what that is${meant}`, place))
  return { materialization: 'table' }
}

/** What dbt or dbt-duckdb bring themselves. */
const dbtOnly: ReadonlySet<string> = new Set(['materialized_view', 'table_function', 'clone'])
