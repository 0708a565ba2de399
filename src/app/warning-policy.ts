import type { CompiledNode } from '../compile/compiled-node.ts'
import { type Diagnostic, ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { judged, type WarningPolicy, warningsFail, warningsWarn } from '../diagnostics/warning-policy.ts'
import type { ProjectFlags } from '../project/project-flags.ts'
import type { ProjectOptions } from './options.ts'

/** What becomes of warnings: as the caller says, else as `flags:` of the project does. */
export function warningPolicy(
  { warnError, warnErrorOptions }: Pick<ProjectOptions, 'warnError' | 'warnErrorOptions'>,
  { warn_error, warn_error_options }: ProjectFlags,
): WarningPolicy {
  if (warnError !== undefined) return warnError ? warningsFail : (warnErrorOptions ?? warningsWarn)
  if (warnErrorOptions !== undefined) return warnErrorOptions
  if (warn_error !== undefined) return warn_error ? warningsFail : (warn_error_options ?? warningsWarn)
  return warn_error_options ?? warningsWarn
}

/** What templates warned of while they were rendered. Throws `ProjectError` when one of the warnings is an error in this run. */
export function templateWarnings(
  rendered: readonly Pick<CompiledNode, 'messages'>[],
  policy: WarningPolicy,
): readonly Diagnostic[] {
  const found = rendered.flatMap(({ messages }) => messages.flatMap(({ warning }) => warning ?? []))
  return checkWarnings(found, policy)
}

/** The warnings that are left to show. Throws `ProjectError` when one of them is an error in this run. */
export function checkWarnings(found: readonly Diagnostic[], policy: WarningPolicy): readonly Diagnostic[] {
  const left = judged(found, policy)
  if (left.some((diagnostic) => severityOf(diagnostic) === 'error')) throw new ProjectError(left)
  return left
}
