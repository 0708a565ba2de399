import { resolve } from 'node:path'
import type { CompiledNode } from '../compile/compiled-node.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { RunSummary } from '../run/events.ts'
import type { JsonObject } from '../util/json.ts'
import { type CatalogInput, catalogJson } from './catalog-json.ts'
import type { Invocation } from './metadata.ts'
import { type OperationResultsInput, operationResultsJson } from './operation-results-json.ts'
import { runResultsJson } from './run-results-json.ts'
import { seedChecksums } from './seed-checksums.ts'
import { type SourcesInput, sourcesJson } from './sources-json.ts'
import { replaceText } from './write-file.ts'
import { writeManifest } from './write-manifest.ts'

export interface ArtifactsInput {
  readonly manifest: Manifest
  readonly project: Project
  readonly target: Target
  readonly invocation: Invocation
  /** False: nothing is written. */
  readonly writeJson: boolean
  /** Nodes whose final SQL was written to the target folder. */
  readonly compiled: ReadonlyMap<NodeId, CompiledNode>
  /** None for a command that runs nothing: then `run_results.json` stays as it is. */
  readonly run?: {
    readonly summary: Pick<RunSummary, 'runs' | 'seconds'>
    /** `build`, `run`, … */
    readonly command: string
    /** The options of the command, without secrets. */
    readonly args: JsonObject
  }
}

/** Writes `manifest.json` and, after a run, `run_results.json` to the project's target folder. Throws `ProjectError`. */
export async function writeArtifacts(input: ArtifactsInput): Promise<void> {
  const { project, manifest, run } = input
  if (!input.writeJson) return
  const checksums = await seedChecksums(manifest, project.root)
  await writeManifest({ ...input, checksums })
  if (run === undefined) return
  await write(project, `${project.paths.target}/run_results.json`, runResultsJson({ ...input, ...run }))
}

/** The same after a macro was called by itself. Throws `ProjectError`. */
export async function writeOperation(input: Omit<ArtifactsInput, 'run'> & OperationResultsInput): Promise<void> {
  await writeArtifacts(input)
  if (!input.writeJson) return
  await write(input.project, `${input.project.paths.target}/run_results.json`, [operationResultsJson(input)])
}

/** Writes `catalog.json` and returns where, relative to the project. Throws `ProjectError`. */
export async function writeCatalog(project: Project, input: CatalogInput): Promise<string> {
  const path = `${project.paths.target}/catalog.json`
  await write(project, path, catalogJson(input))
  return path
}

/** Writes `sources.json`, to `file` or among the other artifacts. Throws `ProjectError`. */
export async function writeSources(project: Project, input: SourcesInput, file: string | undefined): Promise<void> {
  const path = file ?? `${project.paths.target}/sources.json`
  await write(project, path, sourcesJson(input))
}

async function write({ root }: Project, path: string, parts: Iterable<string>): Promise<void> {
  await replaceText(resolve(root, path), parts, path)
}
