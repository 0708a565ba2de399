import { ProjectError } from '../diagnostics/diagnostic.ts'
import { tablesOf } from '../environments/change.ts'
import { promotedOntoItself, showsNone, viewsWouldBreak } from '../environments/diagnostics.ts'
import { tableKey } from '../environments/pointer.ts'
import { type PreparedPromotion, preparePromotion } from '../environments/promote.ts'
import { unboundViews, viewsAtRisk } from '../environments/unbound-views.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import { changeEnvironment, type EnvironmentChange } from './change-environment.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { knownEnvironment, possibleEnvironment, withLake } from './open-lake.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'
import { withWorkFolder } from './work-folder.ts'

export interface PromoteOptions extends ProjectOptions, SelectionOptions {
  /** The environment whose versions are to be shown. */
  readonly from: string
  /** The environment that is to show them. Default: the target's. */
  readonly to?: string
  /** Takes away from `to` what `from` does not show. Default: false, it stays. */
  readonly prune?: boolean
  /** Finds out what would be changed, and changes nothing. */
  readonly dryRun?: boolean
}

export interface Promoted extends EnvironmentChange {
  readonly from: string
  /** Keys of tables that the environment shows and `from` does not. */
  readonly leftOver: readonly string[]
}

/**
 * Makes an environment show the versions of another, all at once and with nothing computed or copied. Throws
 * `ProjectError` where tests failed, views would break, or another run works on it.
 */
export async function promote(options: PromoteOptions): Promise<Promoted> {
  const isAsked = options.selector !== undefined || [options.select, options.exclude].some((list) => list?.length)
  // Without a selection nothing depends on what the project's files say by now.
  const workspace = await loadWorkspace({ ...options, bare: !isAsked })
  const { project, target } = workspace
  const to = possibleEnvironment(options.to ?? target.environment)
  if (options.from === to) throw new ProjectError([promotedOntoItself(to)])
  const tables = isAsked ? await selectedKeys(workspace, options) : undefined
  const { prune = false, dryRun = false } = options
  return withWorkFolder(project.root, (workFolder) =>
    withLake(target, async (store) => {
      const from = await knownEnvironment(store, options.from)
      const promotion = { from, to, prune, ...(tables !== undefined && { tables }) }
      const prepare = (run: string) => preparePromotion(store, { ...promotion, run })
      const check = (prepared: PreparedPromotion) => checkPromotion(prepared, { from, tables, workspace, workFolder })
      const changing = { store, environment: to, workFolder, dryRun, prepare, check }
      const { change, prepared } = await changeEnvironment(changing, options)
      return { ...change, from, leftOver: prune ? [] : prepared.leftOver }
    }),
  )
}

/** Keys of the models and seeds that are selected. Throws `ProjectError` where that is none. */
async function selectedKeys(workspace: Workspace, options: SelectionOptions): Promise<readonly string[]> {
  const { ids } = await selectNodes(workspace, options, ['model', 'seed'])
  return [...ids].flatMap((id) => {
    const node = nodeOf(workspace.manifest, id)
    return isDataNode(node) && node.relation.catalog === undefined ? [tableKey(node.relation)] : []
  })
}

interface PromotionFacts {
  readonly from: string
  /** Keys that are selected; undefined where nothing is. */
  readonly tables: readonly string[] | undefined
  readonly workspace: Workspace
  readonly workFolder: string
}

/** Throws `ProjectError` where nothing is promoted, or views would not work over what is not promoted. */
async function checkPromotion(
  { environment, base, change, after }: PreparedPromotion,
  { from, tables, workspace, workFolder }: PromotionFacts,
): Promise<void> {
  if (tables !== undefined && change.set.length + change.remove.length === 0) {
    throw new ProjectError([showsNone(from, tables)])
  }
  const promoted = new Set(change.set.map(({ relation }) => tableKey(relation)))
  const views = viewsAtRisk(after, promoted)
  if (views.length === 0) return
  const engine = await openEngine(workspace, workFolder)
  try {
    const broken = await unboundViews({ before: tablesOf(base?.content), after, views }, engine)
    if (broken.size > 0) throw new ProjectError(viewsWouldBreak(environment, broken))
  } finally {
    await engine[Symbol.asyncDispose]()
  }
}
