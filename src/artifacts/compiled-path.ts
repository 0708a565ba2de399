import { hash } from 'node:crypto'
import type { DataTestNode, Node } from '../manifest/node.ts'
import { testAlias } from '../parse/test-alias.ts'
import type { Project } from '../project/project.ts'

/** Bytes of a file's name without its extension that every system takes. */
const longest = 240

/** Where a node's final SQL is kept, as in dbt: relative to the project's folder, with forward slashes, below its target folder. */
export function compiledPath({ paths }: Pick<Project, 'paths'>, node: Node): string {
  const inside = node.path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  const file = isGeneric(node) ? [testFile(testAlias(node))] : []
  return [paths.target.replaceAll('\\', '/'), 'compiled', node.packageName, ...inside, ...file].join('/')
}

function isGeneric(node: Node): node is DataTestNode {
  return node.type === 'test' && node.generic !== undefined
}

/** Names of tests are free text: what is no part of a file's name on some system becomes `_`, and a very long one ends in an MD5. */
function testFile(name: string): string {
  const safe = name.replaceAll(/[/\\"'`:*?<>|\p{Cc}\p{Cs}]/gu, '_')
  if (Buffer.byteLength(safe) <= longest) return `${safe}.sql`
  return `${safe.slice(0, 30)}_${hash('md5', name)}.sql`
}
