import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { Plan } from '../plan/step.ts'
import type { Workspace } from './load-workspace.ts'
import { checkWarnings } from './warning-policy.ts'

/**
 * What a run without rows would do to a database that keeps what it builds, where no pointer stands between it and its
 * readers: a warning in a project of dbt, which does so too. Throws `ProjectError` in every other project.
 */
export function judgedEmpty(
  plan: Plan,
  { manifest, target, project, warningPolicy }: Pick<Workspace, 'manifest' | 'target' | 'project' | 'warningPolicy'>,
): readonly Diagnostic[] {
  if (target.path === ':memory:') return []
  const [first] = plan.nodes
    .map(({ id }) => nodeOf(manifest, id))
    .filter(isDataNode)
    .filter(({ relation }) => target.lake === undefined || relation.catalog !== undefined)
  if (first === undefined) return []
  const name = target.path.split(/[\\/]/).at(-1) ?? target.path
  if (project.dbt) return checkWarnings([emptyTables(first.name, name)], warningPolicy)
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: `--empty would leave "${first.name}" without rows in ${name}, where people read it.`,
      hint: 'Use a target with a lake, where nothing is published then; or compile --empty.',
    },
  ])
}

function emptyTables(model: string, database: string): Diagnostic {
  const message = `With --empty, as in dbt, "${model}" and what else is built in ${database} are left without the rows of their parents.`
  return { code: 'run/empty-tables', message, hint: 'Build them again without --empty before somebody reads them.' }
}
