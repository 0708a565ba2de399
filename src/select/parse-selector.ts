import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { emptyPart, namesNothing, twoDirections, unknownMethod, wrongKeys, wrongValue } from './diagnostics.ts'
import { type Criterion, type Intersection, type Method, methods, type Selector } from './selector.ts'

export type ParseSelectorResult =
  | { readonly ok: true; readonly selector: Selector }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A criterion, or what is wrong with it. */
type Parsed = { readonly criterion: Criterion } | { readonly diagnostic: Diagnostic }

/** A piece of the text, and where it begins. */
interface Piece {
  readonly text: string
  readonly start: number
}

/**
 * Reads dbt's selection grammar: blanks unite, commas intersect, `+`, `2+` and `@` add relatives, `method:` says what is
 * compared. Locations are offsets in `text`, with `option` in place of a file.
 */
export function parseSelector(text: string, option: '--select' | '--exclude' = '--select'): ParseSelectorResult {
  const groups = pieces(text, /\s+/g).filter((piece) => piece.text !== '')
  const parsed = groups.map((group) => ({ group, parts: partsOf(group, option) }))
  const diagnostics = parsed.flatMap(({ parts }) =>
    parts.flatMap((part) => ('diagnostic' in part ? part.diagnostic : [])),
  )
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  const intersections = parsed.flatMap(({ group, parts }): Intersection[] => {
    const [first, ...rest] = parts.flatMap((part) => ('criterion' in part ? part.criterion : []))
    if (first === undefined) return []
    return [{ criteria: [first, ...rest], text: group.text, location: locationOf(group, option) }]
  })
  return { ok: true, selector: { intersections } }
}

function partsOf(group: Piece, option: string): readonly Parsed[] {
  return pieces(group.text, /,/g).map((piece) => {
    const located = { text: piece.text, start: group.start + piece.start }
    const location = locationOf(located, option)
    return located.text === '' ? { diagnostic: emptyPart(group.text, location) } : parseCriterion(piece.text, location)
  })
}

function parseCriterion(text: string, location: Location): Parsed {
  const { body, ...operators } = operatorsOf(text)
  if (operators.childrensParents && operators.children > 0) return { diagnostic: twoDirections(text, body, location) }
  const named = /^([\w.]+):/.exec(body)
  const value = body.slice(named?.[0].length ?? 0)
  if (value === '') return { diagnostic: namesNothing(text, location) }
  const [name = '', ...keys] = named?.[1]?.split('.') ?? []
  const method = named === null ? defaultMethod(value) : methods.find((known) => known === name)
  if (method === undefined) return { diagnostic: unknownMethod(name, location) }
  const criterion = { ...operators, method, keys, value, text, location }
  const diagnostic = wrong(criterion)
  return diagnostic === undefined ? { criterion } : { diagnostic }
}

/** Takes `@`, `2+` and `+3` off a criterion. */
function operatorsOf(text: string) {
  const [prefix = '', at, parents] = /^(@)?(?:(\d*)\+)?/.exec(text) ?? []
  const lastPlus = text.lastIndexOf('+')
  const children = lastPlus < prefix.length ? undefined : /^\d*$/.exec(text.slice(lastPlus + 1))?.[0]
  return {
    childrensParents: at !== undefined,
    parents: depth(parents),
    children: depth(children),
    body: text.slice(prefix.length, children === undefined ? undefined : lastPlus),
  }
}

/** What a value without a method is, as in dbt: a path, a file, or a word that has to be looked up. */
function defaultMethod(value: string): Method | 'word' {
  if (value.includes('/')) return 'path'
  return /\.(?:sql|py|csv)$/i.test(value) ? 'file' : 'word'
}

/** No operator is no relatives; one without digits is all of them. */
function depth(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}

/** dbt's words for kinds of nodes and tests; those that no project can have yet match nothing. */
const values: Readonly<Partial<Record<Method | 'word', readonly string[]>>> = {
  resource_type: [
    'model',
    'seed',
    'source',
    'test',
    'snapshot',
    'analysis',
    'exposure',
    'metric',
    'unit_test',
    'semantic_model',
    'saved_query',
    'function',
  ],
  test_type: ['generic', 'singular', 'data', 'unit', 'schema'],
  access: ['private', 'protected', 'public'],
  version: ['latest', 'prerelease', 'old', 'none'],
  result: ['success', 'error', 'skipped', 'no-op', 'pass', 'fail', 'warn'],
}

function wrong(criterion: Criterion): Diagnostic | undefined {
  const { method, keys, value } = criterion
  if (method === 'config' && keys.length === 0) return wrongKeys(criterion)
  const accepted = values[method]
  if (accepted !== undefined && !accepted.includes(value)) return wrongValue(criterion, accepted)
  const forms = formsOf(method)
  return forms !== undefined && value.split('.').length > forms.length ? wrongValue(criterion, forms) : undefined
}

/** What a value with dots may be, one form for each number of its parts. */
function formsOf(method: Criterion['method']): readonly string[] | undefined {
  if (method === 'source') return ['source', 'source.table', 'package.source.table']
  return method === 'exposure' || method === 'unit_test' ? [method, `package.${method}`] : undefined
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

function locationOf({ text, start }: Piece, option: string): Location {
  return { file: option, start, end: start + text.length }
}
