import { lackingMacro } from '../context/diagnostics.ts'
import type { PackageUse } from '../context/package-value.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { ModelNode, Node, NotYet } from '../manifest/node.ts'
import type { Draft } from './draft.ts'
import { featureNotYet, incrementalNotYet } from './not-yet-diagnostics.ts'

/** A macro of a package, in a template. */
export function packageMacroNotYet({ packageName, macro, location }: PackageUse): NotYet {
  return {
    feature: packageName === 'dbt' ? `The macro "dbt.${macro}"` : packageFeature(packageName),
    ...lackingMacro(packageName, macro),
    location,
  }
}

/** A generic test of a package. */
export function packageTestNotYet(packageName: string, test: string, location: Location): NotYet {
  return {
    feature: packageFeature(packageName),
    message: `"${packageName}.${test}" is a test of a package, and packages are not there yet.`,
    hint: `Copy the test into the project's macros, and write it as "${test}".`,
    location,
  }
}

/** A model or seed of a package. */
export function packageModelNotYet(packageName: string, model: string, location: Location): NotYet {
  return {
    feature: packageFeature(packageName),
    message: `"${model}" is in the package "${packageName}", and packages are not there yet.`,
    hint: 'Declare it as a source, if something else builds it.',
    location,
  }
}

/** A materialization other than the built-in ones. */
export function macroMaterializationNotYet(name: string, location: Location): NotYet {
  return {
    feature: `The materialization "${name}"`,
    message: `"materialized" is "${name}", which is not there yet: materializations written as macros are not run.`,
    hint: 'Let it be a "table", or leave it out with --exclude.',
    location,
  }
}

/** A model that dbt-duckdb writes to a file of its own. `format`: the one that a lake does not keep; undefined without a lake. */
export function externalNotYet(format: string | undefined, location: Location): NotYet {
  return format === undefined
    ? {
        feature: '"external" outside of a lake',
        message: '"materialized" is "external", and the target has no lake: files at a "location" are not there yet.',
        hint: 'Give the target a lake ("lake: {type: local, path: lake}"), or let the model be a "table".',
        location,
      }
    : {
        feature: `"external" as ${format}`,
        message: `"materialized" is "external" with the format "${format}", which is not there yet: the lake keeps Parquet.`,
        hint: 'Leave out the format, or let the model be a "table".',
        location,
      }
}

/** A model that is a file of Python. */
export function pythonNotYet(name: string, location: Location): NotYet {
  return {
    feature: 'Python',
    message: `"${name}" is a model in Python, which is not there yet: models are written in SQL.`,
    hint: 'Write it as a .sql file. What reads it is skipped.',
    location,
  }
}

/** A snapshot that a model or test reads. */
export function snapshotNotYet(name: string, location: Location): NotYet {
  return {
    feature: `The snapshot "${name}"`,
    message: `"${name}" is a snapshot, and snapshots are not there yet.`,
    hint: 'Declare its table as a source, if dbt builds it.',
    location,
  }
}

/** Told once of all models that are incremental: they are built, and not as dbt builds them. */
export function incrementalWarning(drafts: readonly Draft[]): readonly Diagnostic[] {
  const models = drafts.filter(({ node, enabled }) => enabled && node.type === 'model' && isIncremental(node))
  const [first] = models
  if (first === undefined) return []
  return [incrementalNotYet(models.length, first.configLocations.get('materialized') ?? first.node.location)]
}

function isIncremental({ materialization, notYet }: Pick<ModelNode, 'materialization' | 'notYet'>): boolean {
  return materialization === 'incremental' && notYet === undefined
}

function packageFeature(packageName: string): string {
  return `The package "${packageName}"`
}

/** One warning for each feature that is not there, at its first use. */
export function notYetWarnings(nodes: Iterable<Node>): readonly Diagnostic[] {
  const uses = new Map<string, { readonly location: Location; readonly nodes: Node[] }>()
  for (const node of nodes) {
    if (node.notYet === undefined) continue
    const { feature, location } = node.notYet
    const known = uses.get(feature)
    if (known === undefined) uses.set(feature, { location, nodes: [node] })
    else known.nodes.push(node)
  }
  return [...uses].map(([feature, use]) => featureNotYet(feature, use.nodes, use.location))
}
