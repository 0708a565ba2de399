import type { CompiledNode } from '../compile/compiled-node.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { originOf } from '../jinja/source-map.ts'

/** A place of a compiled query in the author's files. */
export interface QueryPlace {
  readonly location: Location
  /** The word that stands there in the query; empty where nothing is known. */
  readonly word: string
  /** Where the node comes in, for a place in another file. */
  readonly related?: NonNullable<Diagnostic['related']>
}

const wordAt = /^(?:"[^"\n]*"|'[^'\n]*'|\w+)/

/** Where the character at `position` of a node's query comes from; the node itself where that is not known. */
export function queryPlace(compiled: CompiledNode, position: number | undefined): QueryPlace {
  const { node, sql, sourceMap } = compiled
  const isInside = position !== undefined && position >= 0 && position <= sql.length
  const origin = isInside ? originOf(sourceMap, position) : undefined
  if (!isInside || origin === undefined) return { location: node.location, word: '' }
  const word = wordAt.exec(sql.slice(position))?.[0] ?? ''
  const location = widened(origin, word)
  return { location, word, ...(location.file !== node.path && { related: [wayThere(location.file, compiled)] }) }
}

/** A place between two characters becomes the word that stands there. */
function widened(origin: Location, word: string): Location {
  return origin.start === origin.end ? { ...origin, end: origin.start + word.length } : origin
}

function wayThere(file: string, { node, macroCalls }: CompiledNode) {
  const call = macroCalls.find((found) => found.file === file)
  return call === undefined
    ? { message: `It is part of the query of "${node.name}".`, location: node.location }
    : { message: 'Called from here.', location: call.location }
}
