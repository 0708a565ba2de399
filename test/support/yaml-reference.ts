import { readFileSync } from 'node:fs'
import { configKeys } from '../../src/project/config-keys.ts'
import { outputSchema, profileShape } from '../../src/project/profile-schema.ts'
import { projectSchema } from '../../src/project/project-schema.ts'
import { propertiesSchema } from '../../src/project/properties-schema.ts'
import type { Key, ObjectDefinition, Shape } from '../../src/project/schema.ts'
import { selectorsSchema } from '../../src/project/selectors-schema.ts'

type Keys = ObjectDefinition['keys']

/** A page of keys: what stands above them, an example, and the sections. */
interface Page {
  readonly title: string
  readonly words: string
  /** Files of `test/support/reference`, shown above the sections that they belong to. */
  readonly examples: Readonly<Record<string, string>>
  readonly sections: readonly { readonly title: string; readonly keys: Keys }[]
}

const madeFrom =
  'Made from the definitions that the program checks files with; editors show the same ([how](../editors.md)).'

/** The pages of keys of YAML files by their names in `docs/reference`. */
export const yamlPages: Readonly<Record<string, Page>> = {
  project: {
    title: 'project.yml',
    words: `The keys of \`project.yml\`, and of \`dbt_project.yml\`, which is read where there is no \`project.yml\`. ${madeFrom} Values may be templates
with \`env_var\`, \`var\` and \`target\`. What goes below \`models:\`, \`seeds:\`, \`sources:\`, \`data_tests:\` stands in [Configuration](configuration.md).`,
    examples: { 'project.yml': 'project' },
    sections: [{ title: 'project.yml', keys: projectSchema.type === 'object' ? projectSchema.keys : {} }],
  },
  profiles: {
    title: 'profiles.yml',
    words: `The keys of \`profiles.yml\`: profiles by name, and in each its targets. ${madeFrom} Which file, profile and target are taken stands in
[Profiles](../profiles.md).`,
    examples: { 'A profile': 'profiles' },
    sections: [
      { title: 'A profile', keys: keysOf(profileShape) },
      { title: 'A target', keys: keysOf(outputSchema) },
    ],
  },
  properties: {
    title: 'Properties files',
    words: `Any \`.yml\` below the folders of models, seeds, macros and tests: descriptions, tests, configuration. ${madeFrom} What goes below \`config:\` stands in
[Configuration](configuration.md), what tests take in [Tests](../tests.md).`,
    examples: {
      models: 'models',
      seeds: 'seeds',
      sources: 'sources',
      macros: 'macros',
      data_tests: 'data_tests',
      exposures: 'exposures',
      groups: 'groups',
      unit_tests: 'unit_tests',
    },
    sections: [{ title: 'Properties', keys: keysOf(propertiesSchema) }],
  },
  selectors: {
    title: 'selectors.yml',
    words: `The keys of \`selectors.yml\`, beside the project file. ${madeFrom} What they mean together stands in
[Selection](../selection.md#selectors-with-names).`,
    examples: { 'selectors.yml': 'selectors' },
    sections: [{ title: 'selectors.yml', keys: keysOf(selectorsSchema) }],
  },
  configuration: {
    title: 'Configuration',
    words: `Keys of models, seeds, sources and tests. ${madeFrom} They stand in the model (\`{{ config(materialized='view') }}\`), in a properties file below
\`config:\`, or for a folder in the project file with a \`+\`. The nearest one counts; \`tags\` and \`meta\` of all levels add up.`,
    examples: { Models: 'models-config', Seeds: 'seeds-config', Sources: 'sources-config', Tests: 'tests-config' },
    sections: [
      { title: 'Models', keys: configKeys.models },
      { title: 'Seeds', keys: configKeys.seeds },
      { title: 'Sources', keys: configKeys.sources },
      { title: 'Tests', keys: configKeys.data_tests },
      { title: 'Unit tests', keys: configKeys.unit_tests },
      { title: 'Exposures', keys: configKeys.exposures },
    ],
  },
}

const configurations = new Map<Keys, string>([
  [configKeys.models, 'models'],
  [configKeys.seeds, 'seeds'],
  [configKeys.sources, 'sources'],
  [configKeys.data_tests, 'tests'],
  [configKeys.unit_tests, 'unit-tests'],
  [configKeys.exposures, 'exposures'],
])

/** A page of keys as Markdown. */
export function yamlReference({ title, words, examples, sections }: Page): string {
  const known = new Map<Keys, string>(sections.map((section) => [section.keys, section.title]))
  const waiting = [...sections]
  const texts: string[] = []
  for (let section = waiting.shift(); section !== undefined; section = waiting.shift()) {
    const path = section.title === sections[0]?.title ? '' : `${section.title}: `
    const inner = nestedOf(section.keys, path).filter(({ keys }) => !known.has(keys) && !configurations.has(keys))
    for (const each of inner) if (!known.has(each.keys)) known.set(each.keys, each.title)
    waiting.unshift(...inner.filter((each) => known.get(each.keys) === each.title))
    texts.push(sectionText(section, known, examples[section.title]))
  }
  return [`# ${title}\n`, `${words}\n`, ...texts].join('\n')
}

/** The keys of a page that do something. Those of configuration have a page of their own. */
export function liveKeys({ sections }: Page): readonly string[] {
  const seen = new Set<Keys>()
  const collect = (keys: Keys): readonly string[] => {
    if (seen.has(keys)) return []
    seen.add(keys)
    const live = Object.entries(keys).filter(([, key]) => key.noEffect === undefined && !isForDbt(key))
    const inner = live.flatMap(([, { schema }]) =>
      objectsIn(schema).filter((object) => !configurations.has(object.keys)),
    )
    return [...live.map(([name]) => name), ...inner.flatMap((object) => collect(object.keys))]
  }
  return [...new Set(sections.flatMap(({ keys }) => collect(keys)))]
}

/** The example of a section, as it is printed and checked. */
export function referenceExample(name: string): string {
  return readFileSync(`test/support/reference/${name}.yml`, 'utf8')
}

function sectionText(
  { title, keys }: { readonly title: string; readonly keys: Keys },
  known: ReadonlyMap<Keys, string>,
  example: string | undefined,
): string {
  const entries = Object.entries(keys)
  const live = entries.filter(([, key]) => key.noEffect === undefined && !isForDbt(key))
  const quiet = entries.filter(([, key]) => key.noEffect === undefined && isForDbt(key)).map(([name]) => `\`${name}\``)
  const inert = entries.flatMap(([name, { noEffect }]) => (noEffect === undefined ? [] : [`\`${name}\` (${noEffect})`]))
  return [
    `## ${title}\n`,
    ...(example === undefined ? [] : [`\`\`\`yaml\n${referenceExample(example)}\`\`\`\n`]),
    table(
      ['key', 'value', 'default', ''],
      live.map(([name, key]) => row(name, key, known)),
    ),
    ...(inert.length === 0 ? [] : [`Accepted, with a warning that they have no effect: ${inert.join(', ')}.\n`]),
    ...(quiet.length === 0 ? [] : [`Accepted for dbt's sake, and without effect: ${quiet.join(', ')}.\n`]),
  ].join('\n')
}

/** A key that is read because projects of dbt have it. */
function isForDbt({ schema }: Key<unknown>): boolean {
  return /^(?:A setting of |Accepted for dbt's sake|Settings of a hosted dbt)/.test(schema.description)
}

function row(name: string, key: Key<unknown>, known: ReadonlyMap<Keys, string>): readonly string[] {
  const { schema, required = false, own = false, aliases = {} } = key
  const [, before = '', fallback = '', behind = ''] =
    /^(.*?)(?:\s*Default: (.*?)(?:\.(?= |$)|$)(.*))?$/s.exec(schema.description) ?? []
  const others = Object.keys(aliases).map((alias) => `\`${alias}\``)
  const notes = [
    `${before}${behind}`,
    ...(others.length === 0 ? [] : [`Also ${others.join(', ')}.`]),
    ...(own ? ['Not in dbt.'] : []),
  ]
  const shown = required ? '**required**' : /^[^\s`]+$/.test(fallback) ? `\`${fallback}\`` : fallback
  return [`\`${name}\``, linked(typeOf(schema), schema, known), shown, notes.filter((note) => note !== '').join(' ')]
}

/** The kind of a value, with links to the keys of the mappings in it. */
function linked(type: string, schema: Shape, known: ReadonlyMap<Keys, string>): string {
  const objects = objectsIn(schema)
  const links = objects.flatMap((object, index) => {
    const configured = configurations.get(object.keys)
    const title = known.get(object.keys)
    const target = configured === undefined ? title && `#${anchor(title)}` : `configuration.md#${configured}`
    return target === undefined ? [] : [{ target, name: variantOf(object, index) }]
  })
  const [only] = links
  if (only === undefined) return type
  if (links.length === 1)
    return type.replace(/mappings?|folders with configuration/, (word) => `[${word}](${only.target})`)
  return `${type}: ${links.map(({ name, target }) => `[${name}](${target})`).join(', ')}`
}

/** The objects in the values of keys, named by the way to them. */
function nestedOf(keys: Keys, path: string): readonly { readonly title: string; readonly keys: Keys }[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    if (key.noEffect !== undefined || isForDbt(key)) return []
    const objects = objectsIn(key.schema)
    return objects.map((object, index) => ({
      title: `${path}${name}${objects.length === 1 ? '' : ` (${variantOf(object, index)})`}`,
      keys: object.keys,
    }))
  })
}

function variantOf({ keys }: ObjectDefinition, index: number): string {
  const type = keys['type']?.schema
  return type?.type === 'choice' ? (type.values[0] ?? String(index)) : String(index + 1)
}

/** The mappings with known keys that a value may be or hold. */
function objectsIn(shape: Shape | undefined): readonly ObjectDefinition[] {
  switch (shape?.type) {
    case 'object':
      return [shape]
    case 'list':
      return objectsIn(shape.item)
    case 'map':
      return objectsIn(shape.value)
    case 'located':
      return objectsIn(shape.inner)
    case 'either':
      return shape.options.flatMap(objectsIn)
    case 'tagged':
      return Object.values(shape.variants).flatMap(objectsIn)
    case 'custom':
      return objectsIn(shape.shape)
    case 'tree':
      return [{ type: 'object', description: '', keys: shape.keys, requiredKeys: [] }]
    default:
      return []
  }
}

function typeOf(shape: Shape | undefined): string {
  switch (shape?.type) {
    case 'text':
      return shape.numbers ? 'text or a number' : 'text'
    case 'secret':
      return 'text, never printed'
    case 'boolean':
      return '`true` or `false`'
    case 'integer':
    case 'number':
      return `${shape.type === 'integer' ? 'whole number' : 'number'}${shape.minimum === undefined ? '' : ` from ${shape.minimum}`}`
    case 'choice':
      return shape.values.map((value) => `\`${value}\``).join(', ')
    case 'list':
      return shape.orOne ? `${typeOf(shape.item)}, or a list` : `list of ${plural(typeOf(shape.item))}`
    case 'map':
      return `mapping of ${plural(typeOf(shape.value))}`
    case 'object':
    case 'tagged':
      return 'mapping'
    case 'either':
      return [...new Set(shape.options.map(typeOf))].join(' or ')
    case 'located':
      return typeOf(shape.inner)
    case 'custom':
      return typeOf(shape.shape)
    case 'tree':
      return 'folders with configuration'
    default:
      return 'anything'
  }
}

function plural(type: string): string {
  return type === 'mapping' ? 'mappings' : type === 'text' ? 'texts' : type
}

function keysOf(shape: Shape): Keys {
  return objectsIn(shape)[0]?.keys ?? {}
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`
}
