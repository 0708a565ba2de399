import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type Checksum, textChecksum } from './node-fields.ts'

/** A larger seed is told apart by its path only, as in dbt. */
const largest = 1024 * 1024

/** dbt's checksums of a project's seeds. One whose file is gone has none. */
export async function seedChecksums(
  { nodes, disabled }: Manifest,
  root: string,
): Promise<ReadonlyMap<NodeId, Checksum>> {
  const checksums = new Map<NodeId, Checksum>()
  for (const node of [...nodes.values(), ...disabled.values()]) {
    if (node.type !== 'seed') continue
    const checksum = await checksumOf(resolve(root, node.path), node.path)
    if (checksum !== undefined) checksums.set(node.id, checksum)
  }
  return checksums
}

async function checksumOf(file: string, path: string): Promise<Checksum | undefined> {
  try {
    const { size } = await stat(file)
    return size > largest ? { name: 'path', checksum: path } : textChecksum((await readFile(file, 'utf8')).trim())
  } catch {
    return undefined
  }
}
