import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import type { MakeViews } from '../environments/derived.ts'
import { repairDerived } from '../environments/repair-derived.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { derivedBehind, storeFailed } from './diagnostics.ts'

/**
 * Brings what follows from an environment's pointer up to date. What goes wrong is returned: it changes nothing of what
 * is published, and the next run tries again.
 */
export async function updateDerived(
  store: Store,
  { plan, makeViews }: { readonly plan: { readonly environment: string }; readonly makeViews: MakeViews },
): Promise<readonly Diagnostic[]> {
  try {
    await repairDerived(store, plan.environment, makeViews)
    return []
  } catch (error) {
    if (error instanceof StoreError) return [derivedBehind(storeFailed(error), plan.environment)]
    if (error instanceof ProjectError) return error.diagnostics.map((found) => derivedBehind(found, plan.environment))
    throw error
  }
}
