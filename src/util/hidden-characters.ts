/** Characters that nobody sees. Those that join letters or turn the direction of a script are among them. */
export const unseen =
  '\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0'
/** They reorder what stands around them: a line then reads otherwise than it runs. */
export const reordering = '\u202a-\u202e\u2066-\u2069'
/** They look like a blank. */
export const blanks = '\u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000'

const names: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202e': 'right-to-left override',
  '\u202f': 'narrow no-break space',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u2060': 'word joiner',
  '\ufeff': 'byte order mark',
}

/** `U+00A0 (no-break space)`; for a character that can be seen, itself instead of its name. */
export function characterName(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const isHidden = /\p{Zs}|\p{C}|\p{Default_Ignorable_Code_Point}/u.test(character)
  const name = names[character] ?? (isHidden ? undefined : character)
  return name === undefined ? code : `${code} (${name})`
}

/** The first character of a text that looks like a blank or like nothing. */
export function firstHidden(text: string): string | undefined {
  return new RegExp(`[${unseen}${reordering}${blanks}]`).exec(text)?.[0]
}
