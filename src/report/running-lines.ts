import type { NodeId } from '../manifest/node-id.ts'
import type { NodeProgress } from '../run/progress-board.ts'
import { padEnd, padStart } from '../util/display-width.ts'
import { nodeSecondsLeft, secondsLeft } from './eta.ts'
import { formatRoughly } from './format-count.ts'
import { formatElapsed } from './format-duration.ts'
import { materializationOf } from './format-result.ts'
import { fitted, type LiveLineOptions, start } from './live-lines.ts'
import { idLabel, nodeLabel } from './node-label.ts'
import type { Counts, Running } from './progress.ts'
import { progressBar } from './progress-bar.ts'
import { type Span, widthOfSpans } from './style.ts'

/** A run as it is at one moment. */
export interface LiveState {
  readonly running: readonly Running[]
  readonly waiting: ReadonlySet<NodeId>
  readonly counts: Counts
  readonly now: Date
  /** Since the run began. */
  readonly seconds: number
  readonly progressOf: (id: NodeId) => NodeProgress | undefined
  readonly lastSeconds: ReadonlyMap<NodeId, number>
  readonly threads: number
}

export interface RunningLineOptions extends LiveLineOptions {
  readonly rows: number
  readonly unicode: boolean
  readonly color: boolean
}

/** The lines of what is going on, and one that counts; at most `rows`. */
export function liveLines(state: LiveState, options: RunningLineOptions): readonly (readonly Span[])[] {
  const { symbols } = options
  const room = Math.max(0, options.rows - 1)
  const all = state.running.map((running) => progressOf(running, state))
  const shown = all.length <= room ? all : all.slice(0, Math.max(0, room - 1))
  const more = all.length - shown.length
  return [
    ...runningLines(shown, options),
    ...(more > 0 && room > 0 ? [[[`  ${symbols.ellipsis} and ${more} more`, 'dim']] as readonly Span[]] : []),
    fitted([[[`  ${symbols.waiting} ${countingWords(all, state).join(symbols.separator)}`]]], options),
  ]
}

interface RunningNode extends Running {
  readonly elapsed: number
  readonly progress: NodeProgress | undefined
  readonly left: number | undefined
}

function progressOf(running: Running, { progressOf: ask, lastSeconds, now }: LiveState): RunningNode {
  const { node, tests, since } = running
  const id = typeof node === 'string' || tests !== undefined ? undefined : node.id
  const elapsed = Math.max(0, now.getTime() - since.getTime()) / 1000
  const progress = id && ask(id)
  const left = id && nodeSecondsLeft(elapsed, { share: progress?.share, last: lastSeconds.get(id) })
  return { ...running, elapsed, progress, left }
}

function countingWords(
  running: readonly RunningNode[],
  { counts, waiting, seconds, lastSeconds, threads }: LiveState,
): readonly string[] {
  const left = secondsLeft({ waiting, running: running.map((each) => each.left), lastSeconds, threads })
  return [
    `${counts.waiting} waiting`,
    `${counts.done} done`,
    `${counts.reused} reused`,
    `${counts.failed} failed`,
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    formatElapsed(seconds),
    ...(left === undefined ? [] : [eta(left)]),
  ]
}

/** The texts of a line, before it is known how wide those of the others are. */
interface Cells {
  readonly label: string
  readonly kind: string
  readonly middle: readonly Span[]
  readonly elapsed: string
  readonly left: string | undefined
}

function cellsOf({ node, tests, elapsed, progress, left }: RunningNode, options: RunningLineOptions): Cells {
  const kind = typeof node === 'string' ? '' : materializationOf(node)
  return {
    label: typeof node === 'string' ? idLabel(node, options.nodeOf) : nodeLabel(node),
    kind: tests === undefined ? kind : `testing ${tests.ended}/${tests.all}`,
    middle: middle(progress, options),
    elapsed: formatElapsed(elapsed),
    left: left === undefined ? undefined : eta(left),
  }
}

/** One below the other: what is done of those that can tell, and the time. */
function runningLines(running: readonly RunningNode[], options: RunningLineOptions): readonly (readonly Span[])[] {
  const all = running.map((each) => cellsOf(each, options))
  const kindWidth = Math.max(9, ...all.map(({ kind }) => kind.length + 2))
  const middleWidth = Math.max(0, ...all.map((cells) => widthOfSpans(cells.middle)))
  return all.map((cells) =>
    fitted(
      [
        start(['running', 'cyan'], cells.label, options),
        [[`  ${padEnd(cells.kind, kindWidth)}`]],
        [...cells.middle, [padEnd('', middleWidth - widthOfSpans(cells.middle))]],
        [[padStart(cells.elapsed, 8), 'dim']],
        cells.left === undefined ? [] : [[`   ${cells.left}`, 'dim']],
      ],
      options,
      [4, 2, 1],
    ),
  )
}

function middle(progress: NodeProgress | undefined, options: RunningLineOptions): readonly Span[] {
  if (progress?.share !== undefined) {
    const percent = `${Math.floor(progress.share * 100)}%`
    return [...progressBar(progress.share, options), [padStart(percent, 6)]]
  }
  return progress?.rows ? [[padStart(`${formatRoughly(progress.rows)} rows`, 18)]] : []
}

/** A second more rather than a second less. */
function eta(seconds: number): string {
  return `eta ${formatElapsed(Math.ceil(seconds))}`
}
