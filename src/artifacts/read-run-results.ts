import { readFile } from 'node:fs/promises'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { documentOf, field, fields, items, ShapeError, textOf } from '../environments/shape.ts'
import { codeOf } from '../project/text-file.ts'
import type { Json } from '../util/json.ts'
import { brokenArtifact, missingArtifact } from './diagnostics.ts'

/** What the `run_results.json` of an earlier command says of it. */
export interface ReadRunResults {
  /** `build`, `run`, … */
  readonly command: string
  /** Its options, under dbt's names. */
  readonly args: ReadonlyMap<string, Json>
  readonly results: readonly { readonly id: string; readonly status: string }[]
}

/** Reads a `run_results.json`, also one that dbt wrote. `shownAs` is what messages call it. Throws `ProjectError`. */
export async function readRunResults(path: string, shownAs: string): Promise<ReadRunResults> {
  try {
    const document = documentOf(await readFile(path, 'utf8'))
    const args = [...fields(field(document, 'args'))]
    return {
      command: textOf(field(field(document, 'args'), 'which')),
      // A value out of a JSON text.
      args: new Map(args.map(([name, { value }]) => [name, value as Json])),
      results: items(field(document, 'results')).map((result) => ({
        id: textOf(field(result, 'unique_id')),
        status: textOf(field(result, 'status')),
      })),
    }
  } catch (error) {
    if (error instanceof ShapeError) throw new ProjectError([brokenArtifact(shownAs, error.message)])
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') throw new ProjectError([missingArtifact(shownAs)])
    throw error
  }
}
