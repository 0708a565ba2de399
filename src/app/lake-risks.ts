import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Target } from '../project/profile.ts'

/** What a target accepts of its lake although it costs a promise, for a run that publishes. */
export function lakeRisks({ name, lake }: Target): readonly Diagnostic[] {
  if (lake?.type !== 's3' || lake.publish === 'safe') return []
  return [
    {
      code: 'store/unsafe',
      message: `The lake of the target "${name}" has "publish: unsafe". On a server that ignores conditions of writes, only the lease of the environment keeps runs apart: two that publish at once can undo each other's work, and a reader may see the older of both.`,
      hint: 'Leave it out where the server has conditional writes.',
    },
  ]
}
