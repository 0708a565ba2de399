import { codes } from '../diagnostics/codes.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../project/source-files.ts'

/** Mistakes of a file that no mistake of the project file can be the cause of. */
const standAlone =
  /^(?:parse\/(?:template|duplicate-name|unsafe-name)|project\/(?:yaml|unknown-key|wrong-type|wrong-value|missing-key)|compile\/(?:forbidden|limit|secret))$/

/**
 * Everything that is wrong with a project as one error. `inProject`: mistakes of the project file. Where there are some,
 * a name that is not found elsewhere counts only if a known one is near: it may be in a folder that the file misspells.
 */
export function brokenWorkspace(
  inProject: readonly Diagnostic[],
  elsewhere: readonly Diagnostic[],
  models: readonly SourceFile[],
): ProjectError {
  const counted =
    inProject.length === 0
      ? elsewhere
      : elsewhere.filter(({ code, hint }) => standAlone.test(code) || hint?.startsWith('Did you mean') === true)
  const all = [...inProject, ...counted]
  const places = all
    .filter(({ code }) => isError(code))
    .flatMap(({ location, related = [] }) => [location, ...related.map((other) => other.location)])
  const broken = new Set(places.map((place) => place?.file))
  return new ProjectError(all, { fine: models.filter(({ path }) => !broken.has(path)).length })
}

function isError(code: Diagnostic['code']): boolean {
  return codes[code].severity === 'error'
}
