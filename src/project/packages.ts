import { resolve } from 'node:path'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import { readTextFile } from './text-file.ts'
import { readYaml } from './yaml.ts'
import { entryOf, type YamlMap } from './yaml-node.ts'

/** The files in which dbt keeps a project's packages: what is asked for, and what that led to. */
const packageFiles = ['packages.yml', 'dependencies.yml', 'package-lock.yml'] as const

/** Under which keys a package is asked for, and whether the value is an address that ends with its name. */
const addresses = ['package', 'git', 'local', 'private', 'name'] as const

/**
 * The names of the packages that a project of dbt asks for, as templates write them. A package is only named: none is read.
 * A file that cannot be read names none.
 */
export async function packageNames(root: string, files: FileSystem): Promise<readonly string[]> {
  const texts = await Promise.all(packageFiles.map((file) => readable(file, files)))
  const found = texts.flatMap((text, index) => (text === undefined ? [] : itemsIn(text, packageFiles[index] ?? '')))
  const local = found.flatMap((item) => textsOf(item, 'local')).map((path) => localName(root, path))
  return [...new Set([...found.flatMap(namesOf), ...local.flatMap((name) => name ?? [])])].sort()
}

async function readable(file: string, files: FileSystem): Promise<string | undefined> {
  try {
    return await files.read(file)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return undefined
  }
}

/** A package in a folder, which may be outside of the project, is called as its own project file says. */
function localName(root: string, path: string): string | undefined {
  const file = `${path.replace(/\/+$/, '')}/dbt_project.yml`
  try {
    const text = readTextFile(resolve(root, file), file)
    const { root: tree } = readYaml(text ?? '', file, { repeatedKeys: 'warn' })
    return tree?.type === 'map' ? textsOf(tree, 'name')[0] : undefined
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return undefined
  }
}

function itemsIn(text: string, file: string): readonly YamlMap[] {
  const { root } = readYaml(text, file, { repeatedKeys: 'warn' })
  return ['packages', 'projects'].flatMap((key) => {
    const list = entryOf(root, key)?.value
    return list?.type === 'list' ? list.items.filter((item) => item.type === 'map') : []
  })
}

function namesOf(item: YamlMap): readonly string[] {
  return addresses.flatMap((key) =>
    textsOf(item, key)
      .map(lastName)
      .filter((name) => name !== ''),
  )
}

function textsOf(item: YamlMap, key: string): readonly string[] {
  const value = entryOf(item, key)?.value
  return value?.type === 'scalar' && typeof value.value === 'string' ? [value.value] : []
}

/** `dbt_utils` of `dbt-labs/dbt_utils`, and of `https://github.com/dbt-labs/dbt-utils.git`. */
function lastName(address: string): string {
  const [, last = ''] = /([^/\\:]+?)(?:\.git)?[/\\]*$/.exec(address.trim()) ?? []
  return last.replaceAll('-', '_')
}
