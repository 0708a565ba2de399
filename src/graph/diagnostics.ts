import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Node } from '../manifest/node.ts'

/** `circle` in reading order: each node reads the next one, and the last one reads the first. */
export function cycle(circle: readonly [Node, ...Node[]]): Diagnostic {
  const [first] = circle
  const reads = circle.map((node, index) => ({ node, read: circle[index + 1] ?? first }))
  return {
    code: 'graph/cycle',
    message:
      circle.length === 1
        ? `"${first.name}" reads itself.`
        : `${[...circle, first].map(({ name }) => `"${name}"`).join(' reads ')}.`,
    location: first.location,
    hint:
      circle.length === 1
        ? 'Remove the reference: a model can read only what is built before it.'
        : 'Remove one of these references: a model can read only what is built before it.',
    related: reads.map(({ node, read }) => ({
      message: `"${node.name}" reads "${read.name}".`,
      location: node.location,
    })),
  }
}
