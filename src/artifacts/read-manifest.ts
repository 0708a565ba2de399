import { readFile } from 'node:fs/promises'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { documentOf, field, fields, ShapeError, textOf } from '../environments/shape.ts'
import { codeOf } from '../project/text-file.ts'
import type { JsonObject } from '../util/json.ts'
import { brokenArtifact, missingArtifact } from './diagnostics.ts'

/** What a `manifest.json` of an earlier command has. */
export interface PreviousManifest {
  /** Nodes, sources, exposures and unit tests by id, each as it is in the file. */
  readonly nodes: ReadonlyMap<string, JsonObject>
  /** The texts of macros by id. */
  readonly macros: ReadonlyMap<string, string>
  /** dbt itself wrote it, whose own macros are in it. */
  readonly isOfDbt: boolean
}

const sections = ['nodes', 'sources', 'exposures', 'unit_tests']

/** Reads a `manifest.json`, also one that dbt wrote. `shownAs` is what messages call it. Throws `ProjectError`. */
export async function readManifest(path: string, shownAs: string): Promise<PreviousManifest> {
  try {
    const document = documentOf(await readFile(path, 'utf8'))
    const version = textOf(field(field(document, 'metadata'), 'dbt_schema_version'))
    if (!/\/manifest\/v12\.json$/.test(version)) {
      throw new ShapeError(`it is of the version "${version}", and v12 is read, which dbt 1.8 and later write`)
    }
    const nodes = sections.flatMap((section) =>
      [...fields(field(document, section))].map(([id, node]): readonly [string, JsonObject] => {
        fields(node)
        // An object out of a JSON text.
        return [id, node.value as JsonObject]
      }),
    )
    const macros = [...fields(field(document, 'macros'))].map(
      ([id, macro]) => [id, textOf(field(macro, 'macro_sql'))] as const,
    )
    const isOfDbt = macros.some(([id]) => id.startsWith('macro.dbt.'))
    return { nodes: new Map(nodes), macros: new Map(macros), isOfDbt }
  } catch (error) {
    if (error instanceof ShapeError) throw new ProjectError([brokenArtifact(shownAs, error.message)])
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') throw new ProjectError([missingArtifact(shownAs)])
    throw error
  }
}
