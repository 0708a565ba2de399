import { existsSync } from 'node:fs'
import { externalPath } from '../compile/external-table.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceNode } from '../manifest/node.ts'
import { fileMissing } from './source-diagnostics.ts'

/** A source's one file that is not there: the engine's own words for it are about rights. Patterns and URLs are for the engine. */
export function missingFile(source: SourceNode, projectRoot: string): Diagnostic | undefined {
  const path = externalPath(source.externalLocation ?? '', projectRoot)
  const isOneFile = !/[*?[]/.test(path) && !/^[a-z][a-z0-9+.-]+:/i.test(path)
  return isOneFile && !existsSync(path) ? fileMissing(source, path) : undefined
}
