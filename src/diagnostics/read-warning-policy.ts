import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'
import { nameProblem, type WarningPolicy } from './warning-policy.ts'

interface Refusal {
  readonly ok: false
  readonly message: string
  readonly hint?: string
}

export type ReadPolicy = { readonly ok: true; readonly policy: WarningPolicy } | Refusal

/** dbt's keys, and the names that it gave them first. */
const keys: Readonly<Record<string, keyof WarningPolicy>> = {
  error: 'error',
  include: 'error',
  warn: 'warn',
  exclude: 'warn',
  silence: 'silence',
}
const example = '{error: all, warn: [NoNodeForYamlKey], silence: [project/ignored-key]}'

/** Reads dbt's `warn_error_options`: `{error: all, warn: […], silence: […]}`, or `include` and `exclude` for the first two. */
export function readWarningPolicy(value: Json | undefined): ReadPolicy {
  if (!isJsonObject(value)) return refused('a mapping is expected.')
  const lists = listsOf(value)
  if (!(lists instanceof Map)) return lists
  const error = lists.get('error') ?? []
  const [warn, silence] = [listIn(lists.get('warn')), listIn(lists.get('silence'))]
  const hasExceptions = error === 'all' || [...error, ...silence].includes('Deprecations')
  if (warn.length > 0 && !hasExceptions) {
    return refused('"warn" takes warnings out of "error: all" or of "Deprecations"; neither is given.')
  }
  return { ok: true, policy: { error, warn, silence } }
}

type Lists = Map<keyof WarningPolicy, 'all' | readonly string[]>

function listsOf(value: JsonObject): Lists | Refusal {
  const lists: Lists = new Map()
  for (const [key, given] of Object.entries(value)) {
    const name = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (name === undefined) return unknownKey(key)
    if (lists.has(name)) return refused(`"${key}" is another name of "${name}", and both are given.`)
    const read = namesIn(given, name)
    if ('ok' in read) return read
    lists.set(name, read.names)
  }
  return lists
}

function unknownKey(key: string): Refusal {
  const meant = nearest(key, Object.keys(keys))
  return refused(`"${key}" is not one of its keys.`, meant === undefined ? undefined : `Did you mean "${meant}"?`)
}

function listIn(list: 'all' | readonly string[] | undefined): readonly string[] {
  return list === undefined || list === 'all' ? [] : list
}

function namesIn(given: Json, key: keyof WarningPolicy): { readonly names: 'all' | readonly string[] } | Refusal {
  if (given === null) return { names: [] }
  if (key === 'error' && (given === 'all' || given === '*')) return { names: 'all' }
  if (!Array.isArray(given)) return refused(`"${key}" is a list of names${key === 'error' ? ', or "all"' : ''}.`)
  const names = given.map(String)
  const [problem] = names.flatMap((name) => nameProblem(name) ?? [])
  return problem === undefined ? { names } : { ok: false, ...problem }
}

function refused(message: string, hint = `Write it like this: ${example}`): Refusal {
  return { ok: false, message, hint }
}
