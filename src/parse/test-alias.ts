import type { DataTestNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { genericTestName } from './test-name.ts'

/**
 * The short name of a test: its own, or for a longer generated one dbt's, of at most 63 characters. A name that somebody
 * gave is kept.
 */
export function testAlias({ name, generic }: DataTestNode): string {
  if (generic === undefined || name.length < 64) return name
  const { testName, namespace, attachedTo, column } = generic
  const { prefix, target } = tested(attachedTo)
  const test = namespace === undefined ? prefix + testName : `${namespace}_${prefix}${testName}`
  const args = { ...generic.arguments, ...(column !== undefined && { column_name: column }) }
  const generated = genericTestName(test, target, args)
  return generated.fullName === name ? generated.name : name
}

/** What a test is declared on, as names of tests have it. */
function tested(id: NodeId): { readonly prefix: string; readonly target: string } {
  const [type, , ...rest] = id.split('.')
  return type === 'source'
    ? { prefix: 'source_', target: `${rest[0] ?? ''}_${rest.slice(1).join('.')}` }
    : { prefix: '', target: rest.join('.') }
}
