import type { DataTestNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'

/** Who descends from whom, as far as a plan needs to know. */
export interface Descent {
  ancestors(id: NodeId): ReadonlySet<NodeId>
}

/**
 * The models that a failing test condemns: the one it is declared on; for a singular test, of the models it reads those
 * that no other of them is built from. A test that compares gold with bronze says gold is wrong.
 */
export function condemned(test: DataTestNode, descent: Descent): readonly NodeId[] {
  if (test.generic !== undefined) return [test.generic.attachedTo]
  return test.dependsOn.filter(
    (id) => !test.dependsOn.some((other) => other !== id && descent.ancestors(other).has(id)),
  )
}

/**
 * For each model, the tests that must pass before a child of it starts: those that condemn it, except for the child
 * when the test itself has to wait for that child.
 */
export function testsBefore(
  child: NodeId,
  parents: readonly NodeId[],
  testsOf: ReadonlyMap<NodeId, readonly DataTestNode[]>,
  descent: Descent,
): readonly NodeId[] {
  const tests = parents.flatMap((parent) => testsOf.get(parent) ?? [])
  const waitsForChild = (test: DataTestNode) =>
    test.dependsOn.some((id) => id === child || descent.ancestors(id).has(child))
  return tests.filter((test) => !waitsForChild(test)).map(({ id }) => id)
}
