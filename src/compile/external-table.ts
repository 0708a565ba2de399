import { isAbsolute, resolve } from 'node:path'
import { sqlLiteral } from '../dialects/literal.ts'

const call = /^(\w+\s*\(\s*\[?\s*')((?:[^']|'')+)('[\s\S]*)$/

/**
 * A source's `external_location` as SQL: a path or pattern as a literal, a call such as `read_csv('…', …)` as it is.
 * Relative paths start at the project's folder, wherever the command was typed.
 */
export function externalTable(location: string, projectRoot: string): string {
  const [, head, path, tail] = call.exec(location.trim()) ?? []
  if (head === undefined || path === undefined) return sqlLiteral(absolute(location.trim(), projectRoot))
  return `${head}${absolute(path, projectRoot)}${tail}`
}

/** The path or pattern that an `external_location` reads, absolute where it is no URL. */
export function externalPath(location: string, projectRoot: string): string {
  return absolute(call.exec(location.trim())?.[2] ?? location.trim(), projectRoot)
}

function absolute(path: string, projectRoot: string): string {
  return isAbsolute(path) || /^[a-z][a-z0-9+.-]*:/i.test(path) ? path : resolve(projectRoot, path)
}
