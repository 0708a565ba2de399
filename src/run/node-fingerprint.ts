import type { Fingerprint } from '../manifest/fingerprint.ts'
import { isSource } from '../manifest/lookup.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { fingerprint, isVolatile } from '../plan/fingerprint.ts'
import type { Json } from '../util/json.ts'
import type { RunState } from './run-state.ts'

export interface FingerprintParts {
  readonly sql: string
  readonly options: Json
  /** Models, seeds and sources that the SQL names. */
  readonly reads: readonly NodeId[]
  /** Hashes of the rows, where they come from outside of the lake and were read already. */
  readonly content?: readonly string[]
}

/** What names a node's version: the same rows, or a name of their own where nobody can know that. */
export function nodeFingerprint(
  node: DataNode,
  parts: FingerprintParts,
  { input, fingerprints }: RunState,
): Fingerprint {
  const { sql, options, reads, content } = parts
  const parents = reads.flatMap((id) => fingerprints.get(id) ?? [])
  const hasSource = reads.some((id) => isSource(input.world.manifest.nodes.get(id)))
  const isUnknown = isVolatile(sql) || (hasSource && content === undefined)
  return fingerprint({
    sql,
    materialization: node.materialization,
    options,
    engine: input.engine.version,
    parents: parents.toSorted(),
    salt: [...(content ?? []), ...(isUnknown ? [input.runId] : [])],
  })
}
