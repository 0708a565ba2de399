import { configValue } from '../context/config-value.ts'
import { dbtScope, type Surroundings } from '../context/dbt-scope.ts'
import type { PackageUse } from '../context/package-value.ts'
import { noQueries } from '../context/query-journal.ts'
import { checkRefCall, refName, versionKeywords } from '../context/ref-name.ts'
import { relationValue } from '../context/relation-value.ts'
import type { Location } from '../diagnostics/location.ts'
import { type TemplateArguments, templateFunction } from '../jinja/bridge.ts'
import { stringOf, type Value } from '../jinja/runtime/value.ts'
import type { LiteralArgument, Scope, Template, TemplateCall } from '../jinja/template.ts'
import { type RefName, refKey } from '../manifest/lookup.ts'
import type { ConfigEntry } from '../project/merge-config.ts'
import type { Json } from '../util/json.ts'
import { calledMacros, calledNames } from './macro-calls.ts'

export interface CapturedRef extends RefName {
  readonly location: Location
}

export interface CapturedSource {
  readonly source: string
  readonly table: string
  readonly location: Location
}

/** What a template says about its node without a database: found in its text, and by rendering it with `execute` false. */
export interface Captured {
  readonly refs: readonly CapturedRef[]
  readonly sources: readonly CapturedSource[]
  readonly config: readonly ConfigEntry[]
  /** Ids of the macros that it calls by itself, where rendering got to them. */
  readonly macros: readonly string[]
  /** The first macro of a package that it calls. */
  readonly packageUse?: PackageUse
}

interface Collected {
  readonly refs: Map<string, CapturedRef>
  readonly sources: Map<string, CapturedSource>
  readonly config: ConfigEntry[]
  readonly macros: Set<string>
  readonly packageUses: PackageUse[]
}

/** Throws `TemplateError` where rendering fails. References in branches that are not taken count too. */
export function capture(template: Template, surroundings: Surroundings): Captured {
  const collected = nothing()
  collectWritten(template, collected)
  template.render(captureScope(surroundings, collected))
  const found = captured(collected)
  const { library, projectName } = surroundings
  const called = calledMacros(calledNames(template.calls), library, projectName)
  return {
    ...found,
    config: found.config.map((entry) => placed(entry, template)),
    macros: called.filter((id) => collected.macros.has(id)),
  }
}

/** What `render` says of the node that it is given a scope for. */
export function captureOf(surroundings: Surroundings, render: (scope: Scope) => void): Captured {
  const collected = nothing()
  render(captureScope(surroundings, collected))
  return captured(collected)
}

/** The references of other templates, such as a test's argument, that `render` renders; all of them stand at one place. */
export function captureAt(location: Location, surroundings: Surroundings, render: (scope: Scope) => void): Captured {
  const { refs, sources, config, macros, packageUse } = captureOf(surroundings, render)
  return {
    refs: refs.map((ref) => ({ ...ref, location })),
    sources: sources.map((source) => ({ ...source, location })),
    config,
    macros,
    ...(packageUse !== undefined && { packageUse }),
  }
}

/** A key of `config(…)` that is written down stands where it is written, not at the whole call. */
function placed(entry: ConfigEntry, { calls, source }: Template): ConfigEntry {
  const { key, location } = entry
  const isCall = ({ name, location: place }: TemplateCall) =>
    name === 'config' && place.file === location.file && place.start === location.start
  const value = calls.find(isCall)?.named.get(key)?.location
  if (value === undefined) return entry
  const written = new RegExp(`${key}\\s*=\\s*$`).exec(source.slice(location.start, value.start))
  const start = location.start + (written?.index ?? 0)
  return { keyLocation: { file: value.file, start, end: start + key.length }, ...entry, location: value }
}

function nothing(): Collected {
  return { refs: new Map(), sources: new Map(), config: [], macros: new Set(), packageUses: [] }
}

function captured({ refs, sources, config, macros, packageUses: [packageUse] }: Collected): Captured {
  return {
    refs: [...refs.values()],
    sources: [...sources.values()],
    config,
    macros: [...macros].sort(),
    ...(packageUse !== undefined && { packageUse }),
  }
}

/** Calls whose arguments are written down need no rendering to be known. */
function collectWritten({ calls, source }: Pick<Template, 'calls' | 'source'>, collected: Collected): void {
  for (const call of calls) {
    if (call.name !== 'ref' && call.name !== 'source') continue
    const { positional } = call
    const texts = positional.map((argument) => argument?.value)
    if (!texts.every((text) => typeof text === 'string')) continue
    const place = positional.at(-1)?.location ?? call.location
    if (call.name === 'source') addSource(collected, texts, place)
    else addWrittenRef({ texts, place, versions: writtenVersions(call, source) }, collected)
  }
}

interface WrittenRef {
  readonly texts: readonly string[]
  readonly place: Location
  /** In either keyword; undefined in one whose version is computed. */
  readonly versions: readonly (string | undefined)[]
}

function addWrittenRef({ texts, place, versions }: WrittenRef, collected: Collected): void {
  if (!isRefCall(texts) || versions.includes(undefined)) return
  const [version] = versions
  addRef(collected, refName(texts, { named: new Map(Object.entries({ version })) }), place)
}

function writtenVersions({ named }: TemplateCall, source: string): readonly (string | undefined)[] {
  return versionKeywords.filter((key) => named.has(key)).map((key) => writtenVersion(named.get(key), source))
}

/** With a name, or a package and a name. */
function isRefCall(texts: readonly string[]): boolean {
  return texts.length === 1 || texts.length === 2
}

/** `1.0` is not the version `1`, so a number counts as it is written. */
function writtenVersion(argument: LiteralArgument | undefined, source: string): string | undefined {
  if (argument === undefined) return undefined
  const { value, location } = argument
  if (typeof value === 'string') return value
  return typeof value === 'number' ? source.slice(location.start, location.end) : undefined
}

function addRef({ refs }: Collected, ref: RefName, location: Location): void {
  const key = refKey(ref)
  if (!refs.has(key)) refs.set(key, { location, ...ref })
}

function addSource({ sources }: Collected, texts: readonly string[], location: Location): void {
  const [source, table] = texts
  if (source === undefined || table === undefined || texts.length > 2) return
  const key = texts.join('\u0000')
  if (!sources.has(key)) sources.set(key, { source, table, location })
}

/** Texts among the positional and named arguments of `ref` and `source`, whose keywords stand in their order. */
function textsOf({ positional, named }: TemplateArguments): readonly string[] {
  const names = ['source_name', 'table_name', 'model_name']
  const values = [...positional, ...names.filter((name) => named.has(name)).map((name) => named.get(name))]
  return values.flatMap((value) => stringOf(value) ?? [])
}

function captureScope(surroundings: Surroundings, collected: Collected): Scope {
  const stand = (identifier: string): Value => relationValue({ schema: '__parse', identifier }, surroundings.dialect)
  return dbtScope(surroundings, {
    ref: templateFunction((call) => {
      checkRefCall(call)
      const texts = textsOf(call)
      if (isRefCall(texts)) addRef(collected, refName(texts, call), call.location)
      return stand(textsOf(call).at(-1) ?? '')
    }, 'ref'),
    source: templateFunction((call) => {
      addSource(collected, textsOf(call), call.location)
      return stand(textsOf(call).at(-1) ?? '')
    }, 'source'),
    config: configValue(
      () => Object.fromEntries(collected.config.map(({ key, value }): [string, Json] => [key, value])),
      (keys) => collected.config.push(...keys),
    ),
    execute: false,
    queries: noQueries,
    relation: { schema: '__parse', identifier: 'this' },
    model: { config: {} },
    onMacro: (id) => collected.macros.add(id),
    onPackage: (use) => collected.packageUses.push(use),
    tell: () => undefined,
  })
}
