import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { RunSummary } from '../run/events.ts'
import { padEnd } from '../util/display-width.ts'
import { oneLine, stripControl } from '../util/strip-control.ts'
import { failureBlocks } from './failure-blocks.ts'
import { formatDiagnostic } from './format-diagnostic.ts'
import { formatSeconds } from './format-duration.ts'
import { materializationOf, type PlainResult, plainResult } from './format-result.ts'
import { headerLines } from './header.ts'
import { labelColumn, nodeLabel } from './node-label.ts'
import { dispatch, type Reporters, type ReportOptions, type RunReporter } from './run-reporter.ts'
import { watchRunning } from './still-running.ts'
import { doneLine, tally } from './tally.ts'

const kindWidth = 9

/** One line a finished node, without cursor codes; what went wrong in full at the end, then `SUMMARY` and `Done.` */
export function plainReporter(options: ReportOptions): RunReporter {
  const { read, terminal, stdout } = options
  let nodes: ReadonlyMap<NodeId, Node> = new Map()
  let finished = 0
  let total = 0
  let labelWidth = 0
  const nodeOf = (id: NodeId) => nodes.get(id)
  const line = (text: string, at = options.clock.now()) => stdout(`${timeOfDay(at)} ${text.trimEnd()}\n`)
  const nodeLine = (status: string, { label, kind, facts }: Omit<PlainResult, 'status'>, at?: Date) =>
    line(`${progress(finished, total)} ${columns([status, padEnd(label, labelWidth), kind], facts)}`, at)
  const blocks = { read, nodeOf, width: undefined, color: terminal.color, unicode: terminal.unicode }
  const running = watchRunning(options, (node, seconds) =>
    nodeLine('RUN', {
      label: nodeLabel(node),
      kind: materializationOf(node),
      facts: [`time=${formatSeconds(seconds)}`],
    }),
  )

  const reporters: Reporters = {
    'run-started': (event) => {
      nodes = event.nodes ?? nodes
      total = event.total
      const built = [...(event.selected ?? [])].flatMap((id) => nodes.get(id) ?? [])
      labelWidth = labelColumn(built, { least: 20, most: 40 })
      for (const text of headerLines(event, { version: options.version, unicode: terminal.unicode })) line(text)
    },
    'node-started': ({ node, at }) => running.started(node, at),
    'node-finished': ({ run }) => {
      running.finished(run.node.id)
      finished += 1
      const result = plainResult(run, { nodeOf, read })
      if (result !== undefined) nodeLine(result.status, result, run.finishedAt)
    },
    warning: ({ diagnostic }) => stdout(`${formatDiagnostic(diagnostic, blocks)}\n\n`),
    message: ({ text, at }) => {
      for (const part of stripControl(text).split('\n')) line(part, at)
    },
    published: ({ environment, epoch, nodes: { length } }) =>
      line(`PUBLISHED environment=${environment} epoch=${epoch} models=${length}`),
    'run-finished': ({ summary }) => {
      const failures = failureBlocks(summary, blocks)
      if (failures.length > 0) stdout(`\n${failures.join('\n\n')}\n\n`)
      if (summary.kept !== undefined) line(`Nothing was published: ${oneLine(summary.kept)}`)
      line(summaryLine(summary))
      line(doneLine(summary))
    },
  }
  return { report: dispatch(reporters), close: running.stop }
}

function summaryLine(summary: RunSummary): string {
  const { built, reused, failed, skipped, sources, tests, rows, exitCode } = tally(summary)
  const end = `time=${formatSeconds(summary.seconds)} exit=${exitCode}`
  if (sources.all > 0) {
    const { fresh, aging, stale } = sources
    return `SUMMARY fresh=${fresh} warn=${aging} stale=${stale} error=${failed - stale} skip=${skipped} ${end}`
  }
  return [
    `SUMMARY ok=${built} reuse=${reused} fail=${failed} skip=${skipped} tests=${tests.passed}/${tests.all}`,
    `rows=${rows} ${end}`,
  ].join(' ')
}

function progress(finished: number, total: number): string {
  return `[${String(finished).padStart(String(total).length)}/${total}]`
}

function columns([status, label, kind]: readonly [string, string, string], facts: readonly string[]): string {
  return [padEnd(status, 6), label, padEnd(kind, kindWidth), ...facts].join(' ')
}

/** The local time, as clocks in the same room show it. */
function timeOfDay(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
