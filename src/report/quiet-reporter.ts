import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeRun, RunEvent, RunSummary } from '../run/events.ts'
import { stripControl } from '../util/strip-control.ts'
import { failureBlocks } from './failure-blocks.ts'
import { formatDiagnostic } from './format-diagnostic.ts'
import type { ReportOptions, RunReporter } from './run-reporter.ts'

interface QuietOptions extends ReportOptions {
  /** `warn`: warnings too. `none`: not even what failed. */
  readonly level?: 'warn' | 'error' | 'none'
}

/** Nothing but what templates print, and at the end what failed, in full. */
export function quietReporter({ stdout, terminal, read, level = 'error' }: QuietOptions): RunReporter {
  let nodes: ReadonlyMap<NodeId, Node> = new Map()
  const nodeOf = (id: NodeId) => nodes.get(id)

  function end(summary: RunSummary): void {
    if (level === 'none') return
    const isWarning = ({ result }: NodeRun) => result.status === 'warn' || result.status === 'aging'
    const failed = { ...summary, runs: summary.runs.filter((run) => level === 'warn' || !isWarning(run)) }
    const { color, unicode } = terminal
    const blocks = failureBlocks(failed, { read, nodeOf, width: terminal.width(), color, unicode })
    if (blocks.length > 0) stdout(`${blocks.join('\n\n')}\n`)
  }
  const report = (event: RunEvent): void => {
    if (event.type === 'run-started') nodes = event.nodes ?? nodes
    if (event.type === 'message' && event.printed === true) stdout(`${stripControl(event.text)}\n`)
    if (event.type === 'warning' && level === 'warn') {
      const { color, unicode } = terminal
      const options = { read, nodeOf, width: terminal.width(), color, unicode }
      stdout(`${formatDiagnostic(event.diagnostic, options)}\n\n`)
    }
    if (event.type === 'run-finished') end(event.summary)
  }
  return { report, close: () => undefined }
}
