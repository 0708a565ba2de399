import type { Location } from '../diagnostics/location.ts'
import type { Json } from '../util/json.ts'
import { wrongType, wrongValue } from './diagnostics.ts'
import { kindOf } from './kinds.ts'
import type { Located } from './located.ts'
import type { ConfigEntry, ConfigLevel } from './merge-config.ts'
import { readConfig, readConfigEntry } from './read-config.ts'
import { isNothing, placeOf, readJson } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from './yaml-node.ts'

/** One generic test of a model, seed, source table or column, as its properties file declares it. */
export interface DataTestEntry {
  /** `not_null`; without the namespace. */
  readonly name: string
  /** `dbt_utils` of `dbt_utils.expression_is_true`. */
  readonly namespace: string | undefined
  /** The name that the author gives it instead of the one made from its parts. */
  readonly customName: Located<string> | undefined
  /** With their templates. */
  readonly arguments: ReadonlyMap<string, Located<Json>>
  readonly config: ConfigLevel
  /** With its templates. */
  readonly description: Located<string> | undefined
  /** The place of the test's name. */
  readonly location: Location
}

interface Declaration {
  readonly name: string
  readonly location: Location
  readonly entries: readonly YamlEntry[]
}

/** Configuration that may stand beside the arguments, as before dbt had `config:` there. */
const configBeside = new Set([
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'sql_header',
  'meta',
  'database',
  'schema',
  'alias',
])
const noArguments = new Set([...configBeside, 'arguments', 'config', 'name', 'description'])
const testName = /^(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/

/** The list below `data_tests:`, in each of the forms that dbt takes. */
export function readDataTests(node: YamlNode, context: ReadContext): readonly DataTestEntry[] {
  if (isNothing(node)) return []
  if (node.type !== 'list') {
    context.report(wrongType('"data_tests"', { found: kindOf(node), expected: 'a list' }, placeOf(node, context)))
    return []
  }
  return node.items.flatMap((item) => {
    const declaration = readDeclaration(item, context)
    return declaration === undefined ? [] : readTest(declaration, context)
  })
}

function readDeclaration(item: YamlNode, context: ReadContext): Declaration | undefined {
  const location = placeOf(item, context)
  if (item.type === 'scalar' && typeof item.value === 'string') return { name: item.text, location, entries: [] }
  if (item.type !== 'map') {
    context.report(wrongType('A test', { found: kindOf(item), expected: 'a name or a mapping' }, location))
    return undefined
  }
  const named = entryOf(item, 'test_name')
  return named === undefined ? readNested(item, context) : readFlat(item, named, context)
}

/** `{test_name: unique, name: …, config: …}` */
function readFlat(item: YamlMap, { value }: YamlEntry, context: ReadContext): Declaration | undefined {
  if (value.type !== 'scalar') {
    context.report(wrongType('"test_name"', { found: kindOf(value), expected: 'text' }, placeOf(value, context)))
    return undefined
  }
  const entries = item.entries.filter(({ key }) => key !== 'test_name')
  return { name: value.text, location: placeOf(value, context), entries }
}

/** `{unique: {name: …, config: …}}` */
function readNested(item: YamlMap, context: ReadContext): Declaration | undefined {
  const [first, second] = item.entries
  if (first === undefined) return undefined
  if (second !== undefined) {
    const location = placeOf({ start: second.keyStart, end: second.keyEnd }, context)
    const hint = `Indent "${second.key}" deeper than "${first.key}", or begin a test of its own with "-".`
    context.report(
      wrongValue(`"${second.key}"`, `stands beside the test "${first.key}", not below it`, { location, hint }),
    )
    return undefined
  }
  const { key, keyStart, keyEnd, value } = first
  const location = placeOf({ start: keyStart, end: keyEnd }, context)
  if (value.type === 'map') return { name: key, location, entries: value.entries }
  if (isNothing(value)) return { name: key, location, entries: [] }
  context.report(
    wrongType(`"${key}"`, { found: kindOf(value), expected: 'a mapping of arguments' }, placeOf(value, context)),
  )
  return undefined
}

function readTest({ name: fullName, location, entries }: Declaration, context: ReadContext): readonly DataTestEntry[] {
  const [, namespace, name] = testName.exec(fullName) ?? []
  if (name === undefined) {
    context.report(
      wrongValue('A test', `is called "${fullName}"; a name such as "not_null" or "package.test" is expected`, {
        location,
      }),
    )
    return []
  }
  const own = new Map(entries.map((entry) => [entry.key, entry]))
  return [
    {
      name,
      namespace,
      customName: textOf(own.get('name'), context),
      arguments: readArguments(entries, context),
      config: readTestConfig(entries, context),
      description: textOf(own.get('description'), context),
      location,
    },
  ]
}

function textOf(entry: YamlEntry | undefined, context: ReadContext): Located<string> | undefined {
  if (entry === undefined || isNothing(entry.value)) return undefined
  const location = placeOf(entry.value, context)
  if (entry.value.type === 'scalar') return { value: entry.value.text, location }
  context.report(wrongType(`"${entry.key}"`, { found: kindOf(entry.value), expected: 'text' }, location))
  return undefined
}

function readArguments(entries: readonly YamlEntry[], context: ReadContext): ReadonlyMap<string, Located<Json>> {
  const block = entries.find(({ key }) => key === 'arguments')?.value
  if (block !== undefined && block.type !== 'map' && !isNothing(block)) {
    context.report(wrongType('"arguments"', { found: kindOf(block), expected: 'a mapping' }, placeOf(block, context)))
  }
  const beside = entries.filter(({ key }) => !noArguments.has(key))
  const given = [...beside, ...(block?.type === 'map' ? block.entries : [])]
  const model = given.find(({ key }) => key === 'model')
  if (model !== undefined) {
    const location = placeOf({ start: model.keyStart, end: model.keyEnd }, context)
    context.report(wrongValue('"model"', 'is given to every test and cannot be an argument', { location }))
  }
  return new Map(given.map(({ key, value }) => [key, { value: readJson(value), location: placeOf(value, context) }]))
}

function readTestConfig(entries: readonly YamlEntry[], context: ReadContext): readonly ConfigEntry[] {
  const block = entries.find(({ key }) => key === 'config')?.value
  const inBlock = block === undefined || isNothing(block) ? [] : readConfig('data_tests', block, context)
  const beside = entries.filter(({ key }) => configBeside.has(key))
  for (const { key, keyStart, keyEnd } of beside) {
    if (!inBlock.some((entry) => entry.key === key)) continue
    const location = placeOf({ start: keyStart, end: keyEnd }, context)
    context.report(
      wrongValue(`"${key}"`, 'stands here and below "config"', { location, hint: 'Keep the one below "config".' }),
    )
  }
  return [...beside.flatMap((entry) => readConfigEntry('data_tests', entry, context)), ...inBlock]
}
