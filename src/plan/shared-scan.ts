import { builtinTests } from '../context/builtin-tests.ts'
import { isSource } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'

/**
 * The node whose rows a test can look at together with other tests of that node: in one pass over a view, whose query is
 * the cost; over rows that are kept, only what a pass or their statistics tell, since the rest shares nothing.
 */
export function sharedScanOf(test: DataTestNode, { nodes }: Manifest): NodeId | undefined {
  const { generic } = test
  const tested = generic === undefined ? undefined : nodes.get(generic.attachedTo)
  if (generic === undefined || tested === undefined || isEphemeral(tested)) return undefined
  if (isComputed(tested)) return tested.id
  const builtin =
    generic.namespace === undefined && test.macros.length === 0 ? builtinTests.get(generic.testName) : undefined
  return builtin === undefined || builtin.asks === 'groups' ? undefined : tested.id
}

/** Whether its rows are made anew for each query: those of a view, and of files of other programs. */
export function isComputed(node: Node): boolean {
  if (isSource(node)) return node.externalLocation !== undefined
  return node.type === 'model' && node.materialization === 'view'
}

function isEphemeral(node: Node): boolean {
  return node.type === 'model' && node.materialization === 'ephemeral'
}
