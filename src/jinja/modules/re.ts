import { generator } from '../filters/generator.ts'
import { bind, type Given, intArgument, textArgument } from '../runtime/arguments.ts'
import { bounded, charge } from '../runtime/budget.ts'
import { wrong } from '../runtime/failure.ts'
import { isInt } from '../runtime/number.ts'
import { str } from '../runtime/text.ts'
import {
  type CallArguments,
  isFunction,
  isObject,
  type ObjectValue,
  stringOf,
  tuple,
  typeName,
  type Value,
} from '../runtime/value.ts'
import { field, library, type Members, memberObject, method } from './member-object.ts'
import { patternFlags, translatePattern } from './python-pattern.ts'
import { type Found, groups, matchValue } from './re-match.ts'

interface Pattern {
  readonly pattern: string
  readonly flags: number
  /** The expression for `search`, `match` and `fullmatch`. */
  readonly search: RegExp
  readonly match: RegExp
  readonly full: RegExp
}

const patterns = new WeakMap<object, Pattern>()

const uses = { search, match, fullmatch, findall: findAll, finditer: findIter, split, sub, subn } as const
const parameters: Readonly<Record<keyof typeof uses, readonly string[]>> = {
  search: ['string'],
  match: ['string'],
  fullmatch: ['string'],
  findall: ['string'],
  finditer: ['string'],
  split: ['string', 'maxsplit'],
  sub: ['repl', 'string', 'count'],
  subn: ['repl', 'string', 'count'],
}

/** Python's module `re`, on JavaScript's regular expressions. */
export function reModule(): Value {
  // The keys of `uses` are the names of its functions.
  const names = Object.keys(uses) as (keyof typeof uses)[]
  const functions = names.map((name) => [name, (given: CallArguments): Value => onText(name, given)] as const)
  const { IGNORECASE, MULTILINE, DOTALL, VERBOSE, ASCII, UNICODE } = patternFlags
  return library('module', {
    ...Object.fromEntries(functions),
    ...patternFlags,
    ...{ I: IGNORECASE, M: MULTILINE, S: DOTALL, X: VERBOSE, A: ASCII, U: UNICODE },
    compile: (given) => {
      const [pattern, flags] = bind('compile', given, ['pattern', 'flags'])
      return patternValue(patternOf(pattern, flags))
    },
    escape: (given) =>
      textArgument('escape', bind('escape', given, ['pattern'])[0]).replace(
        /[-\s#&~()[\]{}?*+|^$\\.]/g,
        (character) => `\\${character}`,
      ),
  })
}

/** `re.search(pattern, …)`. */
function onText(name: keyof typeof uses, given: Given): Value {
  const [pattern, ...rest] = bind(name, given, ['pattern', ...parameters[name], 'flags'])
  return uses[name](patternOf(pattern, rest.pop()), rest)
}

const members: Members<Pattern> = new Map([
  // The keys of `uses` are the names of its functions.
  ...(Object.keys(uses) as (keyof typeof uses)[]).map(
    (name) => [name, method((self: Pattern, given) => uses[name](self, bind(name, given, parameters[name])))] as const,
  ),
  ['pattern', field(({ pattern }: Pattern): Value => pattern)],
  ['flags', field(({ flags }: Pattern): Value => flags)],
])

function patternValue(pattern: Pattern): Value {
  const value: ObjectValue = memberObject(pattern, members, {
    type: 'Pattern',
    text: () => `re.compile('${pattern.pattern}')`,
  })
  patterns.set(value, pattern)
  return value
}

function patternOf(value: Value, flags: Value): Pattern {
  const made = isObject(value) ? patterns.get(value) : undefined
  if (made !== undefined) return made
  const pattern = textArgument('re', value)
  const translated = translatePattern(pattern, flags === undefined ? 0 : intArgument('re', flags))
  const options = `du${translated.flags & patternFlags.IGNORECASE ? 'i' : ''}`
  try {
    const { source } = translated
    return {
      pattern,
      flags: translated.flags,
      search: new RegExp(source, `${options}g`),
      match: new RegExp(source, `${options}y`),
      full: new RegExp(`(?:${source})(?![\\s\\S])`, `${options}y`),
    }
  } catch (error) {
    throw wrong(
      `The regular expression "${pattern}" is not understood${error instanceof Error ? `: ${error.message}` : ''}.`,
    )
  }
}

function first(expression: RegExp, text: string): Value {
  expression.lastIndex = 0
  const found = expression.exec(text)
  return found === null ? null : matchValue(found)
}

function search(pattern: Pattern, [text]: readonly Value[]): Value {
  return first(pattern.search, textArgument('search', text))
}

function match(pattern: Pattern, [text]: readonly Value[]): Value {
  return first(pattern.match, textArgument('match', text))
}

function fullmatch(pattern: Pattern, [text]: readonly Value[]): Value {
  return first(pattern.full, textArgument('fullmatch', text))
}

function all({ search: expression }: Pattern, text: string, limit = 0): readonly Found[] {
  const found: Found[] = []
  for (const each of text.matchAll(expression)) {
    charge(1)
    found.push(each)
    if (found.length === limit) break
  }
  return found
}

function findAll(pattern: Pattern, [text]: readonly Value[]): Value {
  return all(pattern, textArgument('findall', text)).map((found) => {
    if (found.length === 1) return found[0]
    const parts = groups(found, '')
    return parts.length === 1 ? parts[0] : tuple(parts)
  })
}

function findIter(pattern: Pattern, [text]: readonly Value[]): Value {
  return generator(all(pattern, textArgument('finditer', text)).map(matchValue))
}

function split(pattern: Pattern, [string, limit]: readonly Value[]): Value {
  const text = textArgument('split', string)
  const parts: Value[] = []
  let at = 0
  for (const found of all(pattern, text, intArgument('split', limit, 0))) {
    parts.push(text.slice(at, found.index), ...groups(found, null))
    at = found.index + found[0].length
  }
  return [...parts, text.slice(at)]
}

function sub(pattern: Pattern, given: readonly Value[]): Value {
  return substitute(pattern, given)[0]
}

function subn(pattern: Pattern, given: readonly Value[]): Value {
  return tuple(substitute(pattern, given))
}

function substitute(pattern: Pattern, [replacement, string, count]: readonly Value[]): readonly [string, number] {
  const text = textArgument('sub', string)
  const found = all(pattern, text, intArgument('sub', count, 0))
  let [at, result] = [0, '']
  for (const each of found) {
    result += text.slice(at, each.index) + replaced(replacement, each)
    bounded(result.length)
    at = each.index + each[0].length
  }
  return [result + text.slice(at), found.length]
}

function replaced(replacement: Value, found: Found): string {
  if (isFunction(replacement)) {
    return str(
      replacement.call({ positional: [matchValue(found)], named: new Map(), location: { file: '', start: 0, end: 0 } }),
    )
  }
  const text = stringOf(replacement)
  if (text === undefined)
    throw wrong(`"sub" expects a text or a macro to replace with, but is given ${typeName(replacement)}.`)
  return text.replace(
    /\\(?:g<(\w+)>|(\d{1,2})|([\s\S]))/g,
    (whole, name?: string, digits?: string, letter?: string) => {
      if (letter !== undefined) return ({ n: '\n', t: '\t', r: '\r', '\\': '\\' } as const)[letter] ?? whole
      return groupText(name ?? digits ?? '', found)
    },
  )
}

function groupText(name: string, found: Found): string {
  const number = Number(name)
  if (isInt(number) && number < found.length) return found[number] ?? ''
  if (found.groups !== undefined && Object.hasOwn(found.groups, name)) return found.groups[name] ?? ''
  throw wrong(`The regular expression has no group "${name}".`)
}
