import type { PackageUse } from '../context/package-value.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Node, NotYet } from '../manifest/node.ts'
import { featureNotYet } from './diagnostics.ts'

/** A macro of a package, in a template. */
export function packageMacroNotYet({ packageName, macro, location }: PackageUse): NotYet {
  return {
    feature: packageFeature(packageName),
    message: `"${packageName}.${macro}" is a macro of a package, and packages are not there yet.`,
    hint: `Copy the macro into the project's macros, and call it as "${macro}".`,
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
