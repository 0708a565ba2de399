import type { VersionName } from '../manifest/node.ts'
import { readValue } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import { custom, type Schema, text } from './schema.ts'
import type { YamlNode } from './yaml-node.ts'

/** The name of a version: a number as it is written, or a text. */
export function versionName(description: string): Schema<VersionName> {
  const schema = text(description, { numbers: true })
  const read = (node: YamlNode, context: ReadContext): VersionName => {
    const written = readValue(schema, node, 'The version', context)
    const value = node.type === 'scalar' ? node.value : undefined
    // `1.0` is not the version `1`.
    if (typeof value === 'number' && String(value) === written) return value
    // What cannot be read is undefined, and left out by whoever reads the mapping it stands in, as with every schema.
    return written as VersionName
  }
  return custom(description, read, schema)
}
