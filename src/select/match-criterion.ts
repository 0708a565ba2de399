import { effectiveConfig } from '../manifest/effective-config.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, Node } from '../manifest/node.ts'
import { compareVersions, isVersion } from '../manifest/version.ts'
import type { Json, JsonObject } from '../util/json.ts'
import { glob } from './glob.ts'
import { matchFqn } from './match-fqn.ts'
import { pathPattern } from './path-glob.ts'
import type { Criterion, Method } from './selector.ts'

type Matcher = (node: Node) => boolean

/** What commands before this one left behind. What asks for a part that is missing matches nothing. */
export interface Past {
  /** How each node ended, by id. */
  readonly results?: ReadonlyMap<string, string>
  /** Whether `state:<value>` is true of a node. */
  readonly state?: (node: Node, value: string) => boolean
  /** Ids of sources that have newer rows. */
  readonly fresher?: ReadonlySet<string>
}

/** What a method compares, operators aside. */
export function matchCriterion(
  criterion: Criterion & { readonly method: Exclude<Method, 'selector'> },
  manifest: Manifest,
  past: Past = {},
): Matcher {
  const { method, value, keys } = criterion
  if (method === 'result') return ({ id }) => past.results?.get(id) === value
  if (method === 'state') return (node) => past.state?.(node, value) ?? false
  if (method === 'source_status') return ({ id }) => past.fresher?.has(id) ?? false
  return matchers[method](value, keys, manifest)
}

type Comparison = (value: string, keys: readonly string[], manifest: Manifest) => Matcher

const matchers: Readonly<Record<Exclude<Method, 'result' | 'state' | 'source_status' | 'selector'>, Comparison>> = {
  fqn: (value) => {
    const matches = matchFqn(value)
    return (node) => node.type !== 'source' && matches(node)
  },
  layer: (value) => {
    const matches = glob(value)
    return (node) => 'layer' in node && node.layer !== undefined && matches(node.layer)
  },
  tag: (value) => {
    const matches = glob(value)
    return ({ tags }) => tags.some(matches)
  },
  path: (value) => {
    const pattern = pathPattern(value)
    return ({ path, patchPath }) =>
      pattern.matchesBeneath(path) || (patchPath !== undefined && pattern.matchesExactly(patchPath))
  },
  file: (value) => {
    const matches = glob(value)
    return ({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1)
      return matches(name) || matches(name.replace(/(?<=.)\.[^.]*$/, ''))
    }
  },
  source: (value) => {
    const parts = value.split('.').map(glob)
    const [ofTable, ofSource, ofPackage] = parts.length === 1 ? [undefined, ...parts] : parts.toReversed()
    return (node) =>
      node.type === 'source' &&
      (ofSource?.(node.sourceName) ?? true) &&
      (ofTable?.(node.name) ?? true) &&
      (ofPackage?.(node.packageName) ?? true)
  },
  exposure: (value) => ofType('exposure', value),
  unit_test: (value) => ofType('unit_test', value),
  package: (value, _keys, { projectName }) => {
    const matches = glob(value === 'this' ? projectName : value)
    return ({ packageName }) => matches(packageName)
  },
  config: (value, keys) => {
    const equals = equalTo(value, { anyCase: keys.join('.') === 'severity' })
    return (node) =>
      node.type !== 'exposure' && node.type !== 'unit_test' && equals(valueAt(effectiveConfig(node), keys))
  },
  resource_type:
    (value) =>
    ({ type }) =>
      type === value,
  test_type: (value) => {
    const generic = value !== 'singular' && value !== 'unit'
    const singular = value === 'singular' || value === 'data'
    return (node) => {
      if (node.type === 'unit_test') return value === 'unit'
      return node.type === 'test' && (node.generic === undefined ? singular : generic)
    }
  },
  test_name: (value) => {
    const matches = glob(value)
    return (node) => {
      if (node.type === 'unit_test') return matches(node.name)
      return node.type === 'test' && node.generic !== undefined && matches(node.generic.testName)
    }
  },
  group: (value) => {
    const matches = glob(value)
    return ({ type, config }) => type !== 'source' && typeof config['group'] === 'string' && matches(config['group'])
  },
  access:
    (value) =>
    ({ type, config }) =>
      type === 'model' && (config['access'] ?? 'protected') === value,
  version: (value) => (node) => node.type === 'model' && versionKind(node) === value,
}

/** `name` or `package.name`. */
function ofType(type: Node['type'], value: string): Matcher {
  const [ofName, ofPackage] = value.split('.').map(glob).toReversed()
  return (node) => node.type === type && (ofName?.(node.name) ?? true) && (ofPackage?.(node.packageName) ?? true)
}

function versionKind({ version }: ModelNode): 'none' | 'latest' | 'prerelease' | 'old' {
  if (version === undefined) return 'none'
  if (isVersion(version.value, version.latest)) return 'latest'
  return compareVersions(version.value, version.latest) > 0 ? 'prerelease' : 'old'
}

/** A list holds the value, or the value is equal; `true` and `false` may be written in any case. */
function equalTo(written: string, { anyCase }: { readonly anyCase: boolean }): (value: Json | undefined) => boolean {
  const normal = (text: string) => (anyCase ? text.toUpperCase() : text)
  const equals = (value: Json | undefined): boolean => {
    if (typeof value === 'string') return normal(value) === normal(written)
    if (typeof value === 'boolean') return String(value) === written.toLowerCase()
    return typeof value === 'number' && String(value) === written
  }
  return (value) => (Array.isArray(value) ? value.some(equals) : equals(value))
}

function valueAt(config: JsonObject, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = config
  for (const key of keys) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
