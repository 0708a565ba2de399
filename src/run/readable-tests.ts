import { type Diagnostic, ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { judged, type WarningPolicy } from '../diagnostics/warning-policy.ts'
import { type Pointer, tableKey } from '../environments/pointer.ts'
import { isDataNode, isTest, nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { dataParents } from '../plan/data-parents.ts'
import type { Plan } from '../plan/step.ts'
import { testLeftOut, type UnreadableTest } from './diagnostics.ts'

/** A part of a plan that can run, and what is said of the rest. */
export interface Readable {
  readonly plan: Plan
  readonly warnings: readonly Diagnostic[]
}

/**
 * Leaves tests out that read what was never built and this plan does not build either: they are selected because of
 * another parent, and can wait. Where nothing else is in the plan it stays as it is. Throws `ProjectError` where the
 * warning is an error.
 */
export function withReadableTests(
  plan: Plan,
  { manifest, pointer, policy }: { manifest: Manifest; pointer: Pointer | undefined; policy: WarningPolicy },
): Readable {
  const unbuilt = unbuiltParents(plan, manifest, pointer)
  const unreadable = plan.nodes.flatMap(({ id }) => {
    const test = nodeOf(manifest, id)
    const parent = isTest(test) ? dataParents(id, manifest).find((read) => unbuilt.has(read)) : undefined
    const node = parent && unbuilt.get(parent)
    return isTest(test) && node !== undefined ? [{ test, parent: node }] : []
  })
  if (unreadable.length === 0 || unreadable.length === plan.nodes.length) return { plan, warnings: [] }
  const found = judged([testLeftOut(unreadable, plan.environment)], policy)
  const errors = found.filter((diagnostic) => severityOf(diagnostic) === 'error')
  if (errors.length > 0) throw new ProjectError(errors)
  return { plan: without(unreadable, plan, manifest), warnings: found }
}

function unbuiltParents({ reads }: Plan, manifest: Manifest, pointer: Pointer | undefined) {
  const parents = reads.map((id) => nodeOf(manifest, id)).filter(isDataNode)
  const unbuilt = parents.filter(
    ({ relation }) => relation.catalog === undefined && pointer?.tables.get(tableKey(relation)) === undefined,
  )
  return new Map(unbuilt.map((node) => [node.id, node]))
}

function without(unreadable: readonly UnreadableTest[], plan: Plan, manifest: Manifest): Plan {
  const leftOut = new Set(unreadable.map(({ test }) => test.id))
  const nodes = plan.nodes
    .filter(({ id }) => !leftOut.has(id))
    .map((node) => ({ ...node, waitsFor: node.waitsFor.filter((id) => !leftOut.has(id)) }))
  const read = new Set(nodes.flatMap(({ id }) => dataParents(id, manifest)))
  return { ...plan, nodes, reads: plan.reads.filter((id) => read.has(id)) }
}
