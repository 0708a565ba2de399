import type { SourceNode } from '../manifest/node.ts'
import type { Extractor, SourceTable } from '../ports/extractor.ts'

/** A source's table as its system tells it; types that the project declares stand in for those it does not tell. Throws `ExtractError`. */
export function describeSource({ origin, columns }: SourceNode, extractor: Extractor): Promise<SourceTable> {
  const declared = columns.flatMap(({ name, dataType }) => (dataType === undefined ? [] : [[name, dataType] as const]))
  return extractor.describe(origin, new Map(declared))
}
