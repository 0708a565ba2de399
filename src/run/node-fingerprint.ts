import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { VersionInputs } from '../environments/pointer.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type FingerprintInput, fingerprint, isVolatile, versionInputs } from '../plan/fingerprint.ts'
import type { Json } from '../util/json.ts'
import type { RunState } from './run-state.ts'

export interface FingerprintParts {
  readonly sql: string
  readonly options: Json
  /** Models, seeds and sources that the SQL names. */
  readonly reads: readonly NodeId[]
  /** Hashes of the rows that were written, where what the SQL says does not tell them. */
  readonly content?: readonly string[]
}

/** What names a node's version. */
export function nodeFingerprint(node: DataNode, parts: FingerprintParts, state: RunState): Fingerprint {
  return fingerprint(inputOf(node, parts, state))
}

/** The same part by part, to be kept with the version. */
export async function nodeInputs(node: DataNode, parts: FingerprintParts, state: RunState): Promise<VersionInputs> {
  return versionInputs(inputOf(node, parts, state), await writtenCode(node, state.input.projectRoot))
}

/** What the author of a node wrote: its SQL, or the file of its rows. */
export async function writtenCode(node: DataNode, projectRoot: string): Promise<string | Uint8Array> {
  return node.type === 'model' ? node.rawSql : readFile(resolve(projectRoot, node.path))
}

function inputOf(
  { materialization }: DataNode,
  { sql, options, reads, content = [] }: FingerprintParts,
  { input, fingerprints }: RunState,
): FingerprintInput {
  const parents = reads.flatMap((id) => fingerprints.get(id) ?? [])
  return { sql, materialization, options, engine: input.engine.version, parents: parents.toSorted(), content }
}

/**
 * Whether the same SQL over the same parents gives the same rows: not with `now()` and its kin, nor over what the lake
 * keeps no version of, such as a source, a table of the target's database, or a view over one of them.
 */
export function hasKnownRows(
  { sql, reads }: Pick<FingerprintParts, 'sql' | 'reads'>,
  { fingerprints }: RunState,
): boolean {
  return !isVolatile(sql) && reads.every((id) => fingerprints.has(id))
}
