import { bounded } from '../runtime/budget.ts'
import { wrong } from '../runtime/failure.ts'

/** Python's `split`: at white space without a separator, else at each separator, at most `limit` times. */
export function split(text: string, separator: string | undefined, limit: number): readonly string[] {
  if (separator === '') throw wrong('"split" expects a separator that is not empty.')
  if (separator === undefined) return splitSpace(text, limit)
  const parts = text.split(separator)
  if (limit < 0 || parts.length <= limit + 1) return parts
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)]
}

function splitSpace(text: string, limit: number): readonly string[] {
  const words = [...text.matchAll(/\S+/g)]
  if (limit < 0 || words.length <= limit) return words.map(([word]) => word)
  const rest = text.slice(words[limit]?.index ?? text.length)
  return [...words.slice(0, limit).map(([word]) => word), rest]
}

/** Python's `rsplit`: as `split`, counted from the end. */
export function splitRight(text: string, separator: string | undefined, limit: number): readonly string[] {
  if (limit < 0) return split(text, separator, limit)
  if (separator !== undefined) {
    const parts = split(text, separator, -1)
    const kept = Math.max(parts.length - limit, 1)
    return [parts.slice(0, kept).join(separator), ...parts.slice(kept)]
  }
  const words = [...text.matchAll(/\S+/g)]
  const last = words[words.length - limit - 1]
  if (last === undefined) return words.map(([word]) => word)
  return [text.slice(0, last.index + last[0].length), ...words.slice(words.length - limit).map(([word]) => word)]
}

export function splitLines(text: string, keepEnds: boolean): readonly string[] {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? []
  return keepEnds ? lines : lines.map((line) => line.replace(/[\r\n]+$/, ''))
}

const trims = {
  left: (text: string) => text,
  right: (text: string) => text.trimEnd(),
  both: (text: string) => text.trim(),
} as const

/** Python's `strip`: white space, or all characters of a set, from the chosen sides. */
export function strip(text: string, characters: string | undefined, sides: keyof typeof trims): string {
  if (characters === undefined) return trims[sides](text)
  const isKept = (character: string): boolean => !characters.includes(character)
  const all = [...text]
  const start = sides === 'right' ? 0 : all.findIndex(isKept)
  const end = sides === 'left' ? all.length : all.findLastIndex(isKept) + 1
  return start === -1 ? '' : all.slice(start, end).join('')
}

/** Python's `replace`, at most `count` times if that is not negative. */
export function replaceText(text: string, from: string, [to, count]: readonly [string, number]): string {
  const found = from === '' ? text.length + 1 : text.split(from).length - 1
  bounded(text.length + Math.max(0, to.length - from.length) * found)
  if (count < 0) return text.replaceAll(from, () => to)
  let rest = text
  let done = ''
  for (let round = 0; round < count; round += 1) {
    const at = rest.indexOf(from)
    if (at === -1) break
    done += rest.slice(0, at) + to
    rest = rest.slice(at + from.length)
    if (from === '') {
      if (rest === '') break
      done += rest[0]
      rest = rest.slice(1)
    }
  }
  return done + rest
}

/** First letter in upper case, the others in lower case. */
export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
}
