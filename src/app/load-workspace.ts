import type { ParsedProject } from '../parse/parse-project.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import type { ProjectOptions } from './options.ts'

/** A project with what rendering its nodes needs. */
export interface Workspace extends LoadedManifest, ParsedProject {}

/** Reads a whole project. Throws `ProjectError` with everything that is wrong with it. */
export async function loadWorkspace(options: ProjectOptions & { readonly fullRefresh?: boolean }): Promise<Workspace> {
  const loaded = await loadManifest(options)
  return { ...loaded, ...(await loaded.parsed()) }
}
