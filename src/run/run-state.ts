import type { FindVersion } from '../environments/versions.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Built, KeptFailures } from './built.ts'
import type { Extractors } from './extractors.ts'
import type { RunInput } from './run-input.ts'
import type { Storing } from './storing.ts'

/** What a run knows while it works. */
export interface RunState {
  readonly input: RunInput
  readonly extractors: Extractors
  /** Finds a version that exists; none without a lake. */
  readonly findVersion: FindVersion
  /** Takes what is built into the lake; none where nothing is published. */
  readonly storing: Storing | undefined
  /** Of what this run built or reads, where the fingerprint stands for the rows. */
  readonly fingerprints: Map<NodeId, Fingerprint>
  readonly built: Map<NodeId, Built>
  /** By the test whose rows they are. */
  readonly failures: Map<NodeId, KeptFailures>
}
