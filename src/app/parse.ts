import { manifestPath, writeArtifacts } from '../artifacts/write-artifacts.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { loadManifest } from './load-manifest.ts'
import { type ProjectOptions, systemClock } from './options.ts'

export interface Parsing {
  readonly manifest: Manifest
  /** The file it was written to, relative to the project; undefined where no artifact is written. */
  readonly path: string | undefined
  readonly warnings: readonly Diagnostic[]
}

/** Reads and checks the whole project and writes `manifest.json`. No database is opened. Throws `ProjectError`. */
export async function parse(options: ProjectOptions = {}): Promise<Parsing> {
  const { manifest, project, target, writeJson, warnings, ...loaded } = await loadManifest(options)
  const { invocationId, startedAt, environment } = loaded
  const invocation = { invocationId, startedAt, environment, now: (options.clock ?? systemClock).now() }
  await writeArtifacts({ manifest, project, target, writeJson, invocation, compiled: new Map() })
  return { manifest, path: writeJson ? manifestPath(project) : undefined, warnings }
}
