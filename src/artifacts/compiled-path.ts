import { createHash } from 'node:crypto'
import type { DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { genericTestName } from '../parse/test-name.ts'
import type { Project } from '../project/project.ts'

/** Bytes of a file's name without its extension that every system takes. */
const longest = 240

/** Where a node's final SQL is kept, as in dbt: relative to the project's folder, with forward slashes, below its target folder. */
export function compiledPath({ paths }: Pick<Project, 'paths'>, node: Node): string {
  const inside = node.path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  const file = isGeneric(node) ? [testFile(testAlias(node))] : []
  return [paths.target.replaceAll('\\', '/'), 'compiled', node.packageName, ...inside, ...file].join('/')
}

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

function isGeneric(node: Node): node is DataTestNode {
  return node.type === 'test' && node.generic !== undefined
}

/** What a test is declared on, as names of tests have it. */
function tested(id: NodeId): { readonly prefix: string; readonly target: string } {
  const [type, , ...rest] = id.split('.')
  return type === 'source'
    ? { prefix: 'source_', target: `${rest[0] ?? ''}_${rest.slice(1).join('.')}` }
    : { prefix: '', target: rest.join('.') }
}

/** Names of tests are free text: what is no part of a file's name on some system becomes `_`, and a very long one ends in an MD5. */
function testFile(name: string): string {
  const safe = name.replaceAll(/[/\\"'`:*?<>|\p{Cc}\p{Cs}]/gu, '_')
  if (Buffer.byteLength(safe) <= longest) return `${safe}.sql`
  return `${safe.slice(0, 30)}_${createHash('md5').update(name).digest('hex')}.sql`
}
