import { resolve } from 'node:path'
import { readRunResults } from '../artifacts/read-run-results.ts'
import { type Diagnostic, ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { judged } from '../diagnostics/warning-policy.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Project } from '../project/project.ts'
import { emptyProject } from '../select/diagnostics.ts'
import { select } from '../select/select.ts'
import type { NamedSelectors } from '../select/selector.ts'
import { nearest } from '../util/nearest.ts'
import type { LoadedManifest } from './load-manifest.ts'
import type { SelectionOptions } from './options.ts'

const types = ['model', 'seed', 'source', 'test', 'unit_test', 'exposure'] as const satisfies readonly Node['type'][]

export interface Selected {
  readonly ids: ReadonlySet<NodeId>
  readonly warnings: readonly Diagnostic[]
}

type SelectFrom = Pick<LoadedManifest, 'manifest' | 'graph' | 'warningPolicy' | 'project' | 'selectors'>

/** The nodes that a command works on, of the types that it can work on. Throws `ProjectError` where none is left. */
export async function selectNodes(
  { manifest, graph, warningPolicy, project, selectors }: SelectFrom,
  options: SelectionOptions,
  possible: readonly Node['type'][] = types,
): Promise<Selected> {
  const { select: included = [], exclude = [], indirectSelection, allowEmpty = false } = options
  const results = await resultsFor([...included, ...exclude], options.state, project)
  const byDefault = isUnasked(options) ? defaultOf(selectors) : undefined
  if (byDefault !== undefined) options.onDefaultSelector?.(byDefault)
  const selector = options.selector ?? byDefault
  const { ids, ...found } = select(manifest, graph, {
    select: included,
    exclude,
    ...(selector !== undefined && { selector }),
    selectors,
    resourceTypes: wantedTypes(options, possible),
    results,
    ...(indirectSelection !== undefined && { indirect: indirectSelection }),
  })
  if (manifest.nodes.size + manifest.disabled.size === 0 && !allowEmpty) {
    throw new ProjectError([emptyProject([...project.paths.models, ...project.paths.seeds, ...project.paths.tests])])
  }
  const isFine = ids.size === 0 && allowEmpty
  const diagnostics = judged(isFine ? found.diagnostics.map(asWarning) : found.diagnostics, warningPolicy)
  const isError = diagnostics.some((diagnostic) => severityOf(diagnostic) === 'error')
  if (isError || (ids.size === 0 && !isFine)) throw new ProjectError(diagnostics)
  return { ids, warnings: diagnostics }
}

function isUnasked({ select: included = [], exclude = [], selector }: SelectionOptions): boolean {
  return selector === undefined && included.length + exclude.length === 0
}

function defaultOf(selectors: NamedSelectors): string | undefined {
  return [...selectors.values()].find(({ isDefault }) => isDefault)?.name
}

/** How the nodes of the command before ended, where a selector asks for it. */
async function resultsFor(
  selectors: readonly string[],
  state: string | undefined,
  { root }: Pick<Project, 'root'>,
): Promise<ReadonlyMap<string, string>> {
  if (!selectors.some((text) => /(?:^|[\s,+@])result:/.test(text))) return new Map()
  if (state === undefined) {
    const message = '"result:" needs the run_results.json of an earlier command, and no folder of it is named.'
    const hint = 'Name it with --state, such as --state target.'
    throw new ProjectError([{ code: 'cli/usage', message, hint }])
  }
  const { results } = await readRunResults(resolve(root, state, 'run_results.json'), `${state}/run_results.json`)
  return new Map(results.map(({ id, status }) => [id, status]))
}

/** What says that nothing is selected, where that is no mistake. */
function asWarning(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'select/no-match' ? { ...diagnostic, code: 'select/no-match-part' } : diagnostic
}

function wantedTypes(
  { resourceTypes = ['all'], excludeResourceTypes = [] }: SelectionOptions,
  possible: readonly Node['type'][],
): readonly Node['type'][] {
  const kept = checkedTypes(resourceTypes)
  const left = checkedTypes(excludeResourceTypes)
  return possible.filter((type) => kept.includes(type) && !left.includes(type))
}

/** dbt's name for singular and generic tests, and ours. */
function checkedTypes(given: readonly string[]): readonly Node['type'][] {
  return given.flatMap((name): readonly Node['type'][] => {
    if (name === 'all') return types
    if (name === 'data_test') return ['test']
    const known = types.find((type) => type === name)
    if (known !== undefined) return [known]
    const suggestion = nearest(name, types)
    throw new ProjectError([
      {
        code: 'cli/usage',
        message: `"${name}" is no type of resource; there are ${types.map((type) => `"${type}"`).join(', ')}.`,
        ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
      },
    ])
  })
}
