import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { blanks, reordering, unseen } from '../util/hidden-characters.ts'
import { lookAlikes, meantSign } from '../util/look-alikes.ts'
import { hiddenCharacter, lookAlike } from './diagnostics.ts'

const suspicious = new RegExp(`[${unseen}${reordering}${blanks}${lookAlikes}]`)
const inCode = new RegExp(`[${unseen}${reordering}${blanks}${lookAlikes}]`, 'g')
/** Behind a letter that is not Latin, or an emoji, what joins and turns has its place. */
const inText = new RegExp(
  `(?<![^\\x00-\\x7f])[\u061c\u200c-\u200f]|[${reordering}${blanks}]|(?![\u061c\u200c-\u200f])[${unseen}]`,
  'g',
)
const inComment = new RegExp(`[${reordering}]`, 'g')

/** Comments, texts and quoted names of SQL, and comments of templates. */
const quoted =
  /\{#[\s\S]*?(?:#\}|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g

/** Warnings about characters of a SQL file that are not what they seem: each kind once, at its first place. */
export function oddCharacters(file: string, text: string): readonly Diagnostic[] {
  if (!suspicious.test(text)) return []
  const kinds = new Map<string, Found[]>()
  for (const each of found(text)) {
    const kind = meantSign(each.character) ?? each.character
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, [each])
    else known.push(each)
  }
  return [...kinds].flatMap(([kind, [first, ...rest]]) => {
    if (first === undefined) return []
    const { character, at } = first
    const places = { location: { file, start: at, end: at + 1 }, more: rest.length }
    return kind === character
      ? hiddenCharacter(character, kindOf(character), places)
      : lookAlike(character, kind, places)
  })
}

interface Found {
  readonly character: string
  readonly at: number
}

function* found(text: string): Generator<Found> {
  let end = 0
  for (const { 0: part, index } of text.matchAll(quoted)) {
    yield* matches(text.slice(end, index), inCode, end)
    yield* matches(part, /^(?:\{#|--|\/\*)/.test(part) ? inComment : inText, index)
    end = index + part.length
  }
  yield* matches(text.slice(end), inCode, end)
}

function* matches(part: string, pattern: RegExp, offset: number): Generator<Found> {
  for (const { 0: character, index } of part.matchAll(pattern)) yield { character, at: offset + index }
}

function kindOf(character: string): 'blank' | 'reordering' | 'unseen' {
  if (new RegExp(`[${blanks}]`).test(character)) return 'blank'
  return new RegExp(`[${reordering}]`).test(character) ? 'reordering' : 'unseen'
}
