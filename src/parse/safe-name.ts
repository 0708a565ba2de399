import { codePoint } from '../util/strip-control.ts'

const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** What in a name cannot be part of a file or table on every system, in words; undefined for a name that will do. */
export function unsafePart(name: string): string | undefined {
  if (name === '') return 'no character'
  if (name === '.' || name === '..') return 'nothing but dots'
  if (device.test(name)) return 'the name of a device of Windows'
  if (/[. ]$/.test(name)) return 'a dot or space at its end'
  const character = /[/\\"'`:*?<>|\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d\u2060\ufeff]/u.exec(name)?.[0]
  if (character === undefined) return undefined
  return `the character ${/[!-~]/.test(character) ? JSON.stringify(character) : codePoint(character).slice(1, -1)}`
}
