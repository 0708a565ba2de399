import type { DataTestNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { genericTestName, namedArguments } from './test-name.ts'

/**
 * The short name of a test: its own, or for a longer generated one dbt's, of at most 63 characters. A name that somebody
 * gave is kept.
 */
export function testAlias({ name, generic }: Pick<DataTestNode, 'name' | 'generic'>): string {
  if (generic === undefined || name.length < 64) return name
  const { testName, namespace, attachedTo, column } = generic
  const { prefix, targets } = tested(attachedTo)
  const test = namespace === undefined ? prefix + testName : `${namespace}_${prefix}${testName}`
  const args = namedArguments(generic.arguments, column)
  const generated = targets.map((target) => genericTestName(test, target, args))
  return generated.find(({ fullName }) => fullName === name)?.name ?? name
}

/** What a test is declared on, as names of tests may have it: a version stands behind `_` there and behind a dot in the id. */
function tested(id: NodeId): { readonly prefix: string; readonly targets: readonly string[] } {
  const [type, , ...rest] = id.split('.')
  if (type === 'source') {
    return { prefix: 'source_', targets: [`${rest[0] ?? ''}_${rest.slice(1).join('.')}`] }
  }
  const whole = rest.join('.')
  return { prefix: '', targets: [whole, whole.replace(/\.(?=v[^.]*$)/, '_')] }
}
