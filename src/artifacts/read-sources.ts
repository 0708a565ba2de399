import { readFile } from 'node:fs/promises'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { documentOf, field, fields, items, ShapeError, textOf } from '../environments/shape.ts'
import { codeOf } from '../project/text-file.ts'
import { brokenArtifact, missingFreshness } from './diagnostics.ts'

/** When the newest row of each source came, by the source's id; a source of which that was not found out is missing. */
type ReadSources = ReadonlyMap<string, number>

/** Reads a `sources.json`, also one that dbt wrote. `shownAs` is what messages call it. Throws `ProjectError`. */
export async function readSources(path: string, shownAs: string): Promise<ReadSources> {
  try {
    const results = items(field(documentOf(await readFile(path, 'utf8')), 'results'))
    const known = results.filter((result) => fields(result).has('max_loaded_at'))
    return new Map(
      known.map((result) => {
        const at = Date.parse(textOf(field(result, 'max_loaded_at')))
        if (Number.isNaN(at)) throw new ShapeError('"max_loaded_at" of a result is no moment')
        return [textOf(field(result, 'unique_id')), at]
      }),
    )
  } catch (error) {
    if (error instanceof ShapeError) throw new ProjectError([brokenArtifact(shownAs, error.message)])
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') throw new ProjectError([missingFreshness(shownAs)])
    throw error
  }
}

/** The sources that have newer rows than before, or that were not known before. */
export function fresherSources(before: ReadSources, now: ReadSources): ReadonlySet<string> {
  const fresher = [...now].filter(([id, at]) => at > (before.get(id) ?? Number.NEGATIVE_INFINITY))
  return new Set(fresher.map(([id]) => id))
}
