import { ProjectError } from '../diagnostics/diagnostic.ts'
import { type Store, StoreError } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'

/** Opens the target's lake; undefined for a target that has none. Throws `ProjectError`. */
export async function openStore(target: Target): Promise<Store | undefined> {
  const { lake } = target
  if (lake === undefined) return undefined
  if (lake.type === 's3') {
    throw new ProjectError([
      {
        code: 'store/unsupported',
        message: `The target "${target.name}" keeps its lake on S3, which this version cannot write yet.`,
        hint: 'Use a target with "lake: {type: local, path: …}".',
      },
    ])
  }
  const { openLocalStore } = await import('../stores/local/local-store.ts')
  try {
    return await openLocalStore(lake.path)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new ProjectError([
      { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) },
    ])
  }
}
