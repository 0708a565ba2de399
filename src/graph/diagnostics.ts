import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Node } from '../manifest/node.ts'

/** `circle` in reading order: each node reads the next one, and the last one reads the first. */
export function cycle(
  circle: readonly [Node, ...Node[]],
  placeOf: (from: Node, to: Node) => Location | undefined,
): Diagnostic {
  const [first] = circle
  const reads = circle.map((node, index) => {
    const read = circle[index + 1] ?? first
    return { node, read, location: placeOf(node, read) ?? node.location }
  })
  return {
    code: 'graph/cycle',
    message:
      circle.length === 1
        ? `"${first.name}" reads itself.`
        : `${[...circle, first].map(({ name }) => `"${name}"`).join(' reads ')}.`,
    location: reads[0]?.location ?? first.location,
    hint:
      circle.length === 1
        ? 'Remove the reference: a model can read only what is built before it.'
        : 'Remove one of these references: a model can read only what is built before it.',
    related: reads.map(({ node, read, location }) => ({
      message: `"${node.name}" reads "${read.name}".`,
      location,
    })),
  }
}
