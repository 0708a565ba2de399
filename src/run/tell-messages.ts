import type { CompiledNode } from '../compile/compiled-node.ts'
import { severityOf } from '../diagnostics/diagnostic.ts'
import { judged, type WarningPolicy } from '../diagnostics/warning-policy.ts'
import type { Clock } from '../ports/clock.ts'
import { NodeFailure } from './built.ts'
import type { Reporter } from './events.ts'

/** Tells what a template said with `log`, `print` and `exceptions.warn`, and what its queries risk. Throws `NodeFailure` for a warning that is an error. */
export function tellMessages(
  { messages }: Pick<CompiledNode, 'messages'>,
  { report, clock, policy }: { readonly report: Reporter; readonly clock: Clock; readonly policy: WarningPolicy },
): void {
  for (const { text, shown, printed, warning } of messages) {
    if (warning === undefined) {
      report({
        type: 'message',
        text,
        at: clock.now(),
        ...(printed === true && { printed }),
        ...(!shown && { debug: true }),
      })
      continue
    }
    for (const diagnostic of judged([warning], policy)) {
      if (severityOf(diagnostic) === 'error') throw new NodeFailure(diagnostic)
      report({ type: 'warning', diagnostic })
    }
  }
}
