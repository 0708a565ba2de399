import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { RunEvent } from '../run/events.ts'
import { stripControl } from '../util/strip-control.ts'
import { endLines, retryHint } from './end-lines.ts'
import { failureBlocks } from './failure-blocks.ts'
import { formatDiagnostic } from './format-diagnostic.ts'
import { headerLines } from './header.ts'
import { finishedLine } from './live-lines.ts'
import { liveScreen } from './live-screen.ts'
import { labelColumn } from './node-label.ts'
import { type Entry, type Progress, progress } from './progress.ts'
import { dispatch, type Reporters, type ReportOptions, type RunReporter } from './run-reporter.ts'
import { type LiveState, liveLines } from './running-lines.ts'
import { painter, paintSpans } from './style.ts'
import { symbolsFor } from './symbols.ts'
import { doneLine } from './tally.ts'
import { wrap } from './wrap.ts'

type RunStarted = Extract<RunEvent, { readonly type: 'run-started' }>

interface Started extends Pick<LiveState, 'threads' | 'lastSeconds' | 'progressOf'> {
  readonly at: Date
}

function startOf(event: RunStarted, { clock, progressOf = () => undefined }: ReportOptions): Started {
  return { at: clock.now(), threads: event.threads, lastSeconds: event.lastSeconds ?? new Map(), progressOf }
}

function stateAt(now: Date, state: Progress, { at, ...known }: Started): LiveState {
  return {
    running: state.running(),
    waiting: state.waiting(),
    counts: state.counts(),
    now,
    seconds: (now.getTime() - at.getTime()) / 1000,
    ...known,
  }
}

/** For a person at a terminal: what has ended scrolls away as plain lines, what is going on is drawn below them. */
export function liveReporter(options: ReportOptions): RunReporter {
  const { clock, terminal, read } = options
  const paint = painter(terminal.color)
  const symbols = symbolsFor(terminal.unicode)
  const state = progress()
  let nodes: ReadonlyMap<NodeId, Node> = new Map()
  let started: Started | undefined
  let labelWidth = 0
  let environment = ''

  const nodeOf = (id: NodeId) => nodes.get(id)
  const width = () => Math.max(20, (terminal.width() ?? 80) - 1)
  const lineOptions = () => ({ symbols, nodeOf, labelWidth, width: width() })
  const blocks = () => ({ read, nodeOf, width: terminal.width(), color: terminal.color, unicode: terminal.unicode })
  const screen = liveScreen(options, (rows) => {
    if (started === undefined) return []
    const { color, unicode } = terminal
    const lines = liveLines(stateAt(clock.now(), state, started), { ...lineOptions(), rows, color, unicode })
    return lines.map((line) => paintSpans(line, paint))
  })
  const print = (entries: readonly Entry[]) => {
    for (const entry of entries) screen.print(paintSpans(finishedLine(entry, lineOptions()), paint).trimEnd())
  }
  const close = () => {
    print(state.rest())
    screen.close()
  }

  const reporters: Reporters = {
    'run-started': (event) => {
      const selected = event.selected ?? new Set<NodeId>()
      nodes = event.nodes ?? nodes
      started = startOf(event, options)
      environment = event.environment
      state.begin(nodes, selected, event.total)
      const built = [...selected].flatMap((id) => nodes.get(id) ?? [])
      labelWidth = labelColumn(built, { least: 16, most: Math.floor(width() / 3) })
      const header = headerLines(event, { version: options.version, unicode: terminal.unicode })
      for (const line of header) screen.print(wrap(line, width()).join('\n'))
      screen.print('')
    },
    'node-started': ({ node, at }) => state.start(node, at),
    'node-finished': ({ run }) => print(state.finish(run)),
    warning: ({ diagnostic }) => screen.print(formatDiagnostic(diagnostic, blocks())),
    message: ({ text }) => screen.print(stripControl(text)),
    published: () => undefined,
    'run-finished': ({ summary }) => {
      close()
      for (const block of failureBlocks(summary, blocks())) options.stdout(`\n${block}\n`)
      const end = endLines(summary, { unicode: terminal.unicode, environment }).flatMap((line) => wrap(line, width()))
      options.stdout(`\n${[...end, ...retryHint(summary), doneLine(summary)].join('\n')}\n`)
    },
  }
  return { report: dispatch(reporters), close }
}
