import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { emptyPart } from './diagnostics.ts'
import { type Parsed, parseCriterion } from './parse-criterion.ts'
import type { Group } from './selector.ts'

export type ParseSelectorResult =
  | { readonly ok: true; readonly selector: Group }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A piece of the text, and where it begins. */
interface Piece {
  readonly text: string
  readonly start: number
}

type Locate = (piece: Piece) => Location

/** Reads dbt's selection grammar: blanks unite, commas intersect. Locations are offsets in `text`, with `option` in place of a file. */
export function parseSelector(text: string, option: '--select' | '--exclude' = '--select'): ParseSelectorResult {
  const locate: Locate = (piece) => ({ file: option, start: piece.start, end: piece.start + piece.text.length })
  const groups = pieces(text, /\s+/g).filter((piece) => piece.text !== '')
  const parsed = groups.map((group) => ({ group, parts: partsOf(group, locate) }))
  const diagnostics = parsed.flatMap(({ parts }) =>
    parts.flatMap((part) => ('diagnostic' in part ? part.diagnostic : [])),
  )
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  const intersections = parsed.map(
    ({ group, parts }): Group => ({
      type: 'intersection',
      parts: parts.flatMap((part) => ('criterion' in part ? part.criterion : [])),
      text: group.text,
      location: locate(group),
    }),
  )
  return { ok: true, selector: { type: 'union', parts: intersections, text, location: locate({ text, start: 0 }) } }
}

function partsOf(group: Piece, locate: Locate): readonly Parsed[] {
  return pieces(group.text, /,/g).map(({ text, start }) => {
    const location = locate({ text, start: group.start + start })
    return text === '' ? { diagnostic: emptyPart(group.text, location) } : parseCriterion(text, location)
  })
}

function pieces(text: string, separator: RegExp): readonly Piece[] {
  const found: Piece[] = []
  let start = 0
  for (const match of text.matchAll(separator)) {
    found.push({ text: text.slice(start, match.index), start })
    start = match.index + match[0].length
  }
  return [...found, { text: text.slice(start), start }]
}
