import type { ParsedProject } from '../parse/parse-project.ts'
import { type LoadedManifest, type LoadOptions, loadManifest } from './load-manifest.ts'

/** A project with what rendering its nodes needs. */
export interface Workspace extends LoadedManifest, ParsedProject {
  /** Whether references lead to no rows. */
  readonly empty?: boolean
}

/** Reads a whole project. Throws `ProjectError` with everything that is wrong with it. */
export async function loadWorkspace(options: LoadOptions): Promise<Workspace> {
  const loaded = await loadManifest(options)
  return { ...loaded, ...(await loaded.parsed()) }
}
