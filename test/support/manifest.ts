import type { Manifest } from '../../src/manifest/manifest.ts'
import type { Node } from '../../src/manifest/node.ts'
import { type NodeId, nodeId } from '../../src/manifest/node-id.ts'
import { isJsonObject, type JsonObject } from '../../src/util/json.ts'

interface Line {
  readonly type: string
  /** `gold/revenue`, `erp.orders`, `not_null_orders_id`. */
  readonly place: string
  readonly tags: readonly string[]
  readonly facts: ReadonlyMap<string, string>
  readonly parents: readonly string[]
}

/**
 * A manifest from one line a node, parents by name:
 *
 * ```
 * source erp.orders #raw
 * seed raw/regions
 * model silver/orders #core layer=silver config.materialized=table < erp.orders regions
 * test unique_orders generic=unique column=id < orders
 * test no_negative_totals < orders
 * ```
 *
 * `package=`, `path=`, `patch=` and `description=` (underscores are blanks) overrule what follows from the place.
 */
export function manifestOf(text: string, { layers = [] }: { layers?: readonly string[] } = {}): Manifest {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseLine)
  const ids = new Map(lines.map((line) => [nameOf(line), idOf(line)]))
  const nodes = lines.map((line) => nodeOf(line, ids))
  return {
    projectName: 'tpch',
    layers,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    disabled: new Map(),
    groups: new Map(),
    docs: new Map(),
    macros: new Map(),
  }
}

function parseLine(line: string): Line {
  const [own = '', parents = ''] = line.split(' < ')
  const [type = '', place = '', ...rest] = own.trim().split(/\s+/)
  return {
    type,
    place,
    tags: rest.filter((word) => word.startsWith('#')).map((word) => word.slice(1)),
    facts: new Map(
      rest
        .filter((word) => word.includes('='))
        .map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
    ),
    parents: parents.split(/\s+/).filter((parent) => parent !== ''),
  }
}

function nameOf({ place }: Line): string {
  return place.slice(place.lastIndexOf('/') + 1)
}

function packageOf({ facts }: Line): string {
  return facts.get('package') ?? 'tpch'
}

function idOf(line: Line): NodeId {
  return nodeId(line.type, packageOf(line), nameOf(line))
}

function nodeOf(line: Line, ids: ReadonlyMap<string, NodeId>): Node {
  const { type, facts, place } = line
  const name = nameOf(line)
  const config = configOf(facts)
  const path = facts.get('path') ?? `${root(type)}/${place}${suffix(line)}`
  const base = {
    id: idOf(line),
    name,
    packageName: packageOf(line),
    fqn: [packageOf(line), ...place.split('/').slice(0, -1), ...(type === 'source' ? name.split('.') : [name])],
    path,
    ...(facts.has('patch') && { patchPath: facts.get('patch') ?? '' }),
    description: facts.get('description')?.replaceAll('_', ' ') ?? '',
    tags: line.tags,
    meta: isJsonObject(config['meta']) ? config['meta'] : {},
    config,
    dependsOn: [...new Set(line.parents.map((parent) => ids.get(parent) ?? nodeId('model', 'tpch', parent)))].sort(),
    macros: [],
    location: { file: path, start: 0, end: 0 },
    rawSql: 'select 1 as id',
  }
  const layer = facts.get('layer')
  const data = {
    columns: [],
    relation: { schema: layer ?? 'main', identifier: name },
    ...(layer !== undefined && { layer }),
  }
  switch (type) {
    case 'model':
      return { ...base, ...data, type, materialization: 'parquet' }
    case 'seed':
      return { ...base, ...data, type, materialization: 'seed' }
    case 'source': {
      const [sourceName = '', table = ''] = name.split('.')
      const relation = { schema: sourceName, identifier: table }
      return { ...base, type, name: table, sourceName, relation, origin: relation, columns: [], sourceDescription: '' }
    }
    case 'test':
      return { ...base, type, ...testOf(line, base.dependsOn) }
    default:
      throw new Error(`Not a type of node: ${type}`)
  }
}

function testOf({ facts }: Line, parents: readonly NodeId[]) {
  const testName = facts.get('generic')
  const column = facts.get('column')
  const [attachedTo] = parents
  const severity: 'warn' | 'error' = facts.get('severity') === 'warn' ? 'warn' : 'error'
  return {
    thresholds: { severity, warnIf: '!= 0', errorIf: '!= 0', failCalc: 'count(*)' },
    ...(testName !== undefined &&
      attachedTo !== undefined && {
        generic: { testName, attachedTo, arguments: {}, ...(column !== undefined && { column }) },
      }),
  }
}

function root(type: string): string {
  return type === 'seed' ? 'seeds' : type === 'test' ? 'data-tests' : 'models'
}

function suffix({ type, facts }: Line): string {
  if (type === 'seed') return '.csv'
  return type === 'source' || facts.has('generic') ? '.yml' : '.sql'
}

/** `config.meta.owner=finance` becomes `{ meta: { owner: 'finance' } }`; values that are JSON are read as JSON. */
function configOf(facts: ReadonlyMap<string, string>): JsonObject {
  return [...facts]
    .filter(([key]) => key.startsWith('config.'))
    .reduce<JsonObject>((config, [key, value]) => withValue(config, key.split('.').slice(1), value), {})
}

function withValue(config: JsonObject, [key = '', ...rest]: readonly string[], value: string): JsonObject {
  if (rest.length === 0) return { ...config, [key]: jsonOr(value) }
  return { ...config, [key]: withValue((config[key] ?? {}) as JsonObject, rest, value) }
}

function jsonOr(value: string) {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
