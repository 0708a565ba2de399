import { bind, type Given, intArgument, textArgument, withoutArguments } from '../runtime/arguments.ts'
import { bounded } from '../runtime/budget.ts'
import { getItem } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { formatBraces, type Look } from '../runtime/format-braces.ts'
import { centered, padded } from '../runtime/format-number.ts'
import { listOf, truth } from '../runtime/iterate.ts'
import { isDict, isTuple, stringOf, tuple, typeName, type Value } from '../runtime/value.ts'
import { capitalize, replaceText, split, splitLines, splitRight, strip } from './text-operations.ts'

type Method = (self: string, args: Given, look: Look) => Value

const letters = /^\p{L}+$/u
const cased: readonly (readonly [string, (self: string) => Value])[] = [
  ['lower', (self) => self.toLowerCase()],
  ['upper', (self) => self.toUpperCase()],
  ['casefold', (self) => self.toLowerCase()],
  ['capitalize', capitalize],
  ['title', (self) => self.replace(/\p{L}+/gu, capitalize)],
  [
    'swapcase',
    (self) => [...self].map((each) => (each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase())).join(''),
  ],
  ['isalpha', (self) => letters.test(self)],
  ['isalnum', (self) => /^[\p{L}\p{N}]+$/u.test(self)],
  ['isascii', (self) => /^\p{ASCII}*$/u.test(self)],
  ['isdigit', (self) => /^\p{Nd}+$/u.test(self)],
  ['isdecimal', (self) => /^\p{Nd}+$/u.test(self)],
  ['isnumeric', (self) => /^\p{N}+$/u.test(self)],
  ['isidentifier', (self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(self)],
  ['isspace', (self) => /^\s+$/.test(self)],
  ['islower', (self) => self === self.toLowerCase() && self !== self.toUpperCase()],
  ['isupper', (self) => self === self.toUpperCase() && self !== self.toLowerCase()],
  ['istitle', (self) => /\p{L}/u.test(self) && self === self.replace(/\p{L}+/gu, capitalize)],
]

/** The methods of str. */
export const stringMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...cased.map(([name, method]) => withoutArguments(name, method)),
  ...(['ljust', 'rjust', 'center'] as const).map((name): [string, Method] => [
    name,
    (self, args) => justify(self, name, args),
  ]),
  ...(['strip', 'lstrip', 'rstrip'] as const).map((name): [string, Method] => [
    name,
    (self, args) => stripped(self, name, args),
  ]),
  ...(['find', 'rfind', 'index', 'rindex'] as const).map((name): [string, Method] => [
    name,
    (self, args) => find(self, name, args),
  ]),
  ...(['startswith', 'endswith'] as const).map((name): [string, Method] => [
    name,
    (self, args) => matches(self, name, args),
  ]),
  ...(['split', 'rsplit'] as const).map((name): [string, Method] => [name, (self, args) => parts(self, name, args)]),
  ...(['partition', 'rpartition'] as const).map((name): [string, Method] => [
    name,
    (self, args) => partition(self, name, args),
  ]),
  ...(['removeprefix', 'removesuffix'] as const).map((name): [string, Method] => [
    name,
    (self, args) => removed(self, name, args),
  ]),
  ['replace', replace],
  ['join', join],
  ['count', count],
  ['zfill', zfill],
  ['splitlines', (self, args) => [...splitLines(self, truth(bind('splitlines', args, ['keepends'])[0]))]],
  ['format', (self, args, look) => formatBraces(self, args, look)],
  ['format_map', formatMap],
  [
    'expandtabs',
    (self, args) => expandTabs(self, intArgument('expandtabs', bind('expandtabs', args, ['tabsize'])[0], 8)),
  ],
  ['encode', (self) => self],
])

function justify(self: string, name: 'ljust' | 'rjust' | 'center', args: Given): Value {
  const [width, fill = ' '] = bind(name, args, ['width', 'fillchar'])
  const [columns, character] = [intArgument(name, width), textArgument(name, fill)]
  if (name === 'center') return centered(self, columns, character)
  return padded(self, columns, name === 'ljust' ? '<' : '>', character)
}

function stripped(self: string, name: 'strip' | 'lstrip' | 'rstrip', args: Given): Value {
  const [characters = null] = bind(name, args, ['chars'])
  const sides = ({ strip: 'both', lstrip: 'left', rstrip: 'right' } as const)[name]
  return strip(self, characters === null ? undefined : textArgument(name, characters), sides)
}

function find(self: string, name: 'find' | 'rfind' | 'index' | 'rindex', args: Given): Value {
  const [part, start, end] = bind(name, args, ['sub', 'start', 'end'])
  const from = offset(self, intArgument(name, start, 0))
  const within = self.slice(from, offset(self, intArgument(name, end, self.length)))
  const text = textArgument(name, part)
  const at = name.startsWith('r') ? within.lastIndexOf(text) : within.indexOf(text)
  if (at === -1 && name.endsWith('index')) throw wrong(`"${name}" does not find "${text}".`)
  return at === -1 ? -1 : at + from
}

function offset(self: string, index: number): number {
  return index < 0 ? Math.max(0, index + self.length) : Math.min(index, self.length)
}

function matches(self: string, name: 'startswith' | 'endswith', args: Given): Value {
  const [part, start, end] = bind(name, args, ['prefix', 'start', 'end'])
  const within = self.slice(
    offset(self, intArgument(name, start, 0)),
    offset(self, intArgument(name, end, self.length)),
  )
  const options = isTuple(part) ? part.items : [part]
  return options.some((option) => {
    const text = textArgument(name, option)
    return name === 'startswith' ? within.startsWith(text) : within.endsWith(text)
  })
}

function parts(self: string, name: 'split' | 'rsplit', args: Given): Value {
  const [separator = null, limit] = bind(name, args, ['sep', 'maxsplit'])
  const at = separator === null ? undefined : textArgument(name, separator)
  return [...(name === 'split' ? split : splitRight)(self, at, intArgument(name, limit, -1))]
}

function partition(self: string, name: 'partition' | 'rpartition', args: Given): Value {
  const separator = textArgument(name, bind(name, args, ['sep'])[0])
  const at = name === 'partition' ? self.indexOf(separator) : self.lastIndexOf(separator)
  if (at === -1) return tuple(name === 'partition' ? [self, '', ''] : ['', '', self])
  return tuple([self.slice(0, at), separator, self.slice(at + separator.length)])
}

function removed(self: string, name: 'removeprefix' | 'removesuffix', args: Given): Value {
  const part = textArgument(name, bind(name, args, ['text'])[0])
  if (name === 'removeprefix') return self.startsWith(part) ? self.slice(part.length) : self
  return part !== '' && self.endsWith(part) ? self.slice(0, -part.length) : self
}

function replace(self: string, args: Given): Value {
  const [from, to, times] = bind('replace', args, ['old', 'new', 'count'])
  return replaceText(self, textArgument('replace', from), [
    textArgument('replace', to),
    intArgument('replace', times, -1),
  ])
}

function join(self: string, args: Given): Value {
  const [values] = bind('join', args, ['iterable'])
  const texts = listOf(values).map((value) => {
    const text = stringOf(value)
    if (text === undefined)
      throw wrong(
        `The method "join" joins texts, but found ${typeName(value)}.`,
        'Use the filter "join", which turns each value into text.',
      )
    return text
  })
  bounded(texts.reduce((sum, text) => sum + text.length + self.length, 0))
  return texts.join(self)
}

function count(self: string, args: Given): Value {
  const [part] = bind('count', args, ['sub'])
  const text = textArgument('count', part)
  return text === '' ? self.length + 1 : self.split(text).length - 1
}

function zfill(self: string, args: Given): Value {
  const width = intArgument('zfill', bind('zfill', args, ['width'])[0])
  const sign = /^[-+]/.exec(self)?.[0] ?? ''
  return sign + padded(self.slice(sign.length), width - sign.length, '>', '0')
}

function formatMap(self: string, args: Given, look: Look): Value {
  const [mapping] = bind('format_map', args, ['mapping'])
  if (!isDict(mapping)) throw wrong(`"format_map" expects a dict, but is given ${typeName(mapping)}.`)
  const names = [...self.matchAll(/\{([^}.[!:]+)/g)].map(([, name = '']) => [name, getItem(mapping, name)] as const)
  return formatBraces(self, { positional: [], named: new Map(names) }, look)
}

function expandTabs(self: string, size: number): string {
  return self.replace(/([^\t\n]*)\t/g, (_, before: string) => before + ' '.repeat(size - (before.length % size)))
}
