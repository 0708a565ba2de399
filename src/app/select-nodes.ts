import { type Diagnostic, ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { judged } from '../diagnostics/warning-policy.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { askedMethods } from '../select/asked-methods.ts'
import { emptyProject } from '../select/diagnostics.ts'
import { select } from '../select/select.ts'
import type { NamedSelectors } from '../select/selector.ts'
import { nearest } from '../util/nearest.ts'
import type { SelectionOptions } from './options.ts'
import { readPast, type SelectFrom } from './read-past.ts'

const types = ['model', 'seed', 'source', 'test', 'unit_test', 'exposure'] as const satisfies readonly Node['type'][]

export interface Selected {
  readonly ids: ReadonlySet<NodeId>
  readonly warnings: readonly Diagnostic[]
}

/** The nodes that a command works on, of the types that it can work on. Throws `ProjectError` where none is left. */
export async function selectNodes(
  from: SelectFrom,
  options: SelectionOptions,
  possible: readonly Node['type'][] = types,
): Promise<Selected> {
  const { select: included = [], exclude = [], indirectSelection, allowEmpty = false } = options
  const { manifest, graph, warningPolicy, selectors, project } = from
  const byDefault = isUnasked(options) ? defaultOf(selectors) : undefined
  if (byDefault !== undefined) options.onDefaultSelector?.(byDefault)
  const selector = options.selector ?? byDefault
  const asked = { select: included, exclude, selector }
  const past = await readPast(askedMethods(asked, selectors), options.state, from)
  const { ids, ...found } = select(manifest, graph, {
    select: included,
    exclude,
    ...(selector !== undefined && { selector }),
    selectors,
    resourceTypes: wantedTypes(options, possible),
    past,
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
