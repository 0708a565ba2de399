import { pairsOf } from '../methods/dict.ts'
import { capitalize, replaceText, strip } from '../methods/text-operations.ts'
import { bind, type Given, intArgument, textArgument, withoutArguments } from '../runtime/arguments.ts'
import { bounded } from '../runtime/budget.ts'
import { dict } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { centered } from '../runtime/format-number.ts'
import { formatPercent } from '../runtime/format-percent.ts'
import { truth } from '../runtime/iterate.ts'
import { repr, str } from '../runtime/text.ts'
import { isDict, isTuple, tuple, type Value } from '../runtime/value.ts'

type Filter = (input: Value, given: Given) => Value
type Simple = (text: string) => Value

const simple: readonly (readonly [string, Simple])[] = [
  ['lower', (text) => text.toLowerCase()],
  ['upper', (text) => text.toUpperCase()],
  ['capitalize', capitalize],
  ['title', (text) => text.replace(/[^-\s({[<]+/g, capitalize)],
  ['string', (text) => text],
  ['escape', escapeHtml],
  ['e', escapeHtml],
  ['forceescape', escapeHtml],
  ['safe', (text) => text],
  [
    'striptags',
    (text) =>
      text
        .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
        .split(/\s+/)
        .filter((word) => word !== '')
        .join(' '),
  ],
  ['wordcount', (text) => text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0],
]

/** Filters that make text from text. */
export const textFilters: readonly (readonly [string, Filter])[] = [
  ...simple.map(([name, filter]) => withoutArguments(name, (input: Value) => filter(str(input)))),
  ['pprint', pretty],
  ['trim', trim],
  ['replace', replace],
  ['center', (input, given) => centered(str(input), intArgument('center', bind('center', given, ['width'])[0], 80))],
  ['indent', indent],
  ['truncate', truncate],
  ['wordwrap', wordWrap],
  ['format', format],
  ['urlencode', urlEncode],
  ['filesizeformat', fileSize],
]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

function pretty(input: Value, given: Given): Value {
  bind('pprint', given, ['verbose'])
  return repr(input)
}

function trim(input: Value, given: Given): Value {
  const [characters = null] = bind('trim', given, ['chars'])
  return strip(str(input), characters === null ? undefined : textArgument('trim', characters), 'both')
}

function replace(input: Value, given: Given): Value {
  const [from, to, count = null] = bind('replace', given, ['old', 'new', 'count'])
  return replaceText(str(input), str(from), [str(to), count === null ? -1 : intArgument('replace', count)])
}

function indent(input: Value, given: Given): Value {
  const [width = 4, first, blank] = bind('indent', given, ['width', 'first', 'blank'])
  const margin = typeof width === 'string' ? width : ' '.repeat(bounded(intArgument('indent', width)))
  const [head = '', ...lines] = str(input).split(/\r\n|\r|\n/)
  bounded(margin.length * lines.length)
  const indented = lines.map((line) => (line !== '' || truth(blank) ? margin + line : line))
  return [truth(first) ? margin + head : head, ...indented].join('\n')
}

function truncate(input: Value, given: Given): Value {
  const [length, killWords, end = '...', leeway] = bind('truncate', given, ['length', 'killwords', 'end', 'leeway'])
  const [text, limit, tail] = [str(input), intArgument('truncate', length, 255), str(end)]
  if (text.length <= limit + intArgument('truncate', leeway, 5)) return text
  const cut = text.slice(0, Math.max(0, limit - tail.length))
  if (truth(killWords)) return cut + tail
  const space = cut.lastIndexOf(' ')
  return (space === -1 ? cut : cut.slice(0, space)) + tail
}

function wordWrap(input: Value, given: Given): Value {
  const [width, breakLong = true, separator = '\n'] = bind('wordwrap', given, [
    'width',
    'break_long_words',
    'wrapstring',
    'break_on_hyphens',
  ])
  const limit = intArgument('wordwrap', width, 79)
  if (limit < 1) throw wrong('"wordwrap" expects a width of at least 1.')
  const longer = truth(breakLong) ? new RegExp(`(\\S{${limit}})(?=\\S)`, 'g') : undefined
  const wrapped = str(input)
    .split('\n')
    .map((line) => wrapLine(longer === undefined ? line : line.replace(longer, '$1 '), limit).join(str(separator)))
  return wrapped.join(str(separator))
}

function wrapLine(line: string, limit: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > limit) {
      lines.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current]
}

function format(input: Value, { positional, named }: Given): Value {
  if (positional.length > 0 && named.size > 0) throw wrong('"format" takes either values by position or by name.')
  return formatPercent(str(input), named.size > 0 ? dict(named) : tuple(positional))
}

function urlEncode(input: Value, given: Given): Value {
  bind('urlencode', given, [])
  if (!isDict(input) && !Array.isArray(input) && !isTuple(input)) return quoteUrl(str(input)).replaceAll('%2F', '/')
  return pairsOf(input)
    .map(([key, value]) => `${quoteUrl(str(key))}=${quoteUrl(str(value))}`.replaceAll('%20', '+'))
    .join('&')
}

function quoteUrl(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function fileSize(input: Value, given: Given): Value {
  const [binary] = bind('filesizeformat', given, ['binary'])
  const base = truth(binary) ? 1024 : 1000
  const units = truth(binary) ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] : ['kB', 'MB', 'GB', 'TB', 'PB']
  const bytes = Number(str(input))
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(base)), units.length)
  return `${(bytes / base ** power).toFixed(1)} ${units[power - 1]}`
}
