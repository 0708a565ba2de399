import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { methods } from '../project/selection-words.ts'
import { namesNothing, twoDirections, unknownMethod, wrongKeys, wrongValue } from './diagnostics.ts'
import type { Criterion, Method } from './selector.ts'

/** A criterion, or what is wrong with it. */
export type Parsed = { readonly criterion: Criterion } | { readonly diagnostic: Diagnostic }

/** Reads one word of dbt's selection grammar: `+`, `2+` and `@` add relatives, `method:` says what is compared. */
export function parseCriterion(text: string, location: Location): Parsed {
  const { body, ...operators } = operatorsOf(text)
  const named = /^([\w.]+):/.exec(body)
  const value = body.slice(named?.[0].length ?? 0)
  if (named === null) {
    const method = defaultMethod(value)
    return checked({ type: 'criterion', ...operators, method, keys: [], value, text, location })
  }
  const { method, keys, diagnostic } = methodOf(named[1] ?? '', location)
  if (method === undefined) return { diagnostic }
  return checked({ type: 'criterion', ...operators, method, keys, value, text, location })
}

/** The method and its keys of `config.meta.owner`. */
export function methodOf(
  written: string,
  location: Location,
):
  | { readonly method: Method; readonly keys: readonly string[]; readonly diagnostic?: undefined }
  | { readonly method?: undefined; readonly keys?: undefined; readonly diagnostic: Diagnostic } {
  const [name = '', ...keys] = written.split('.')
  const method = methods.find((known) => known === name)
  return method === undefined ? { diagnostic: unknownMethod(name, location) } : { method, keys }
}

/** The criterion, unless it cannot mean anything. */
export function checked(criterion: Criterion): Parsed {
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
  state: [
    'new',
    'old',
    'modified',
    'unmodified',
    'modified.body',
    'modified.configs',
    'modified.persisted_descriptions',
    'modified.relation',
    'modified.macros',
    'modified.contract',
  ],
  source_status: ['fresher'],
  result: ['success', 'error', 'skipped', 'no-op', 'pass', 'fail', 'warn'],
}

/** What may follow the colon of a method that takes certain words only. */
export function acceptedValues(method: Method): readonly string[] | undefined {
  return values[method]
}

function wrong(criterion: Criterion): Diagnostic | undefined {
  const { method, keys, value, text, location } = criterion
  if (criterion.childrensParents && criterion.children > 0) {
    return twoDirections(text, operatorsOf(text).body, location)
  }
  if (value === '') return namesNothing(text, location)
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
