import { manifestPath } from '../artifacts/manifest-json.ts'
import { seedChecksums } from '../artifacts/seed-checksums.ts'
import { type WrittenManifest, writeManifest } from '../artifacts/write-manifest.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import { type ProjectOptions, systemClock } from './options.ts'

export interface Parsing {
  readonly manifest: Manifest
  /** The file it was written to, relative to the project; undefined where no artifact is written. */
  readonly path: string | undefined
  readonly warnings: readonly Diagnostic[]
}

/** Reads and checks the whole project and writes `manifest.json`. No database is opened. Throws `ProjectError`. */
export async function parse(options: ProjectOptions = {}): Promise<Parsing> {
  const loaded = await loadManifest(options)
  const { manifest, project, warnings, writeJson } = loaded
  if (writeJson) await write(loaded, (options.clock ?? systemClock).now())
  return { manifest, path: writeJson ? manifestPath(project) : undefined, warnings }
}

async function write(loaded: LoadedManifest, now: Date): Promise<void> {
  const { manifest, project, target, invocationId, startedAt, environment, notes } = loaded
  const checksums = await seedChecksums(manifest, project.root)
  const note = notes?.(['manifest.json', checksums])
  const invocation = { invocationId, startedAt, environment, now }
  const compiled = new Map()
  // The note names the program that wrote it.
  const known = note?.read() as WrittenManifest | undefined
  const written = await writeManifest({ manifest, project, target, invocation, compiled, checksums }, known)
  note?.keep(written)
}
