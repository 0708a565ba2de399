import { FileError, type FileSystem } from '../ports/file-system.ts'
import { isJsonObject } from '../util/json.ts'
import { unreadableFile } from './diagnostics.ts'
import { readJson, readValue } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import type { ValueOf } from './schema.ts'
import type { SelectorDefinition } from './selector-definition.ts'
import { repeatedSelector, secondDefault } from './selector-diagnostics.ts'
import { selectorSchema, selectorsSchema } from './selectors-schema.ts'
import { readYaml } from './yaml.ts'
import { entryOf, type YamlNode } from './yaml-node.ts'

/** Where the selectors of a project are, beside the project file. */
const selectorsFile = 'selectors.yml'

/** Reads and checks `selectors.yml`, apart from what its criteria name. None where there is no such file. */
export async function loadSelectors(
  files: FileSystem,
  { isDbt, render, report }: Omit<ReadContext, 'file'>,
): Promise<readonly SelectorDefinition[]> {
  const context: ReadContext = { file: selectorsFile, isDbt, render, report }
  const text = await readText(files, context)
  if (text === undefined) return []
  const { root, diagnostics } = readYaml(text, selectorsFile, { repeatedKeys: isDbt ? 'warn' : 'refuse' })
  for (const diagnostic of diagnostics) report(diagnostic)
  if (root === undefined || readValue(selectorsSchema, shallow(root), 'The file', context) === undefined) return []
  const list = entryOf(root, 'selectors')?.value
  const found = list?.type === 'list' ? list.items.flatMap((item) => readSelector(item, context) ?? []) : []
  return checkedDefaults(lastOfEachName(found, context), context)
}

/** The text of `selectors.yml`; empty where there is none, and where it cannot be read. */
export async function selectorsText(files: FileSystem): Promise<string> {
  return (await readText(files, { report: () => undefined })) ?? ''
}

async function readText(files: FileSystem, { report }: Pick<ReadContext, 'report'>): Promise<string | undefined> {
  try {
    return await files.read(selectorsFile)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    report(unreadableFile(error.message))
    return undefined
  }
}

/** The file without the selectors themselves, which are read one by one. */
function shallow(root: YamlNode): YamlNode {
  if (root.type !== 'map') return root
  const withoutItems = (node: YamlNode): YamlNode => (node.type === 'list' ? { ...node, items: [] } : node)
  return { ...root, entries: root.entries.map((entry) => ({ ...entry, value: withoutItems(entry.value) })) }
}

function readSelector(node: YamlNode, context: ReadContext): SelectorDefinition | undefined {
  const keys: ValueOf<typeof selectorSchema> | undefined = readValue(selectorSchema, node, nameOf(node), context)
  if (keys?.definition === undefined) return undefined
  // What fails in it was just reported.
  const json = readJson(node, { ...context, report: () => undefined })
  return {
    name: keys.name,
    isDefault: keys.default ?? false,
    rule: keys.definition,
    json: isJsonObject(json) ? json : {},
  }
}

function nameOf(node: YamlNode): string {
  const name = entryOf(node, 'name')?.value
  return name?.type === 'scalar' && name.text !== '' ? `The selector "${name.text}"` : 'A selector'
}

function lastOfEachName(
  selectors: readonly SelectorDefinition[],
  { isDbt, report }: ReadContext,
): readonly SelectorDefinition[] {
  const byName = new Map<string, SelectorDefinition>()
  for (const selector of selectors) {
    const { value, location } = selector.name
    const first = byName.get(value)?.name.location
    if (first !== undefined) report(repeatedSelector(value, { first, second: location, isError: !isDbt }))
    byName.set(value, selector)
  }
  return [...byName.values()]
}

function checkedDefaults(
  selectors: readonly SelectorDefinition[],
  { report }: ReadContext,
): readonly SelectorDefinition[] {
  const [first, ...others] = selectors.filter(({ isDefault }) => isDefault).map(({ name }) => name)
  if (first !== undefined) for (const other of others) report(secondDefault(first, other))
  return selectors
}
