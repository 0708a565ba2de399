import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeRun } from '../run/events.ts'
import { isJsonObject, type Json } from '../util/json.ts'
import { systemReason } from '../util/system-reason.ts'
import { replaceFile } from './replace-file.ts'

/** What earlier runs of an environment say of the next one. */
export interface RunHistory {
  /** Seconds that a node took when it was last built or tested. */
  readonly seconds: ReadonlyMap<NodeId, number>
  /** Runs in a row that a test passed; below zero: that it did not. */
  readonly streaks: ReadonlyMap<NodeId, number>
}

export const noHistory: RunHistory = { seconds: new Map(), streaks: new Map() }

const format = 1
/** Longer rows of runs are all the same. */
const longest = 999
/** An environment for each pull request leaves a file for each. */
const mostFiles = 20

/** What is kept in a file; nothing where there is none, or where it cannot be understood. */
export function readHistory(path: string): RunHistory {
  try {
    // Checked field by field.
    const value = JSON.parse(readFileSync(path, 'utf8')) as Json
    if (!isJsonObject(value) || value['format'] !== format) return noHistory
    return { seconds: numbers(value['seconds']), streaks: numbers(value['streaks']) }
  } catch {
    return noHistory
  }
}

function numbers(value: Json | undefined): ReadonlyMap<NodeId, number> {
  if (!isJsonObject(value)) return new Map()
  return new Map(
    // The ids that a run of this program wrote.
    Object.entries(value).flatMap(([id, number]) => (typeof number === 'number' ? [[id as NodeId, number]] : [])),
  )
}

/** A history with one more run. `known`: the nodes of the project, as those that are gone are forgotten. */
export function withRun(
  history: RunHistory,
  runs: readonly NodeRun[],
  known: { has(id: NodeId): boolean },
): RunHistory {
  const seconds = new Map([...history.seconds].filter(([id]) => known.has(id)))
  const streaks = new Map([...history.streaks].filter(([id]) => known.has(id)))
  for (const { node, result } of runs) {
    const { status } = result
    if (status === 'skipped' || status === 'reused' || status === 'error') continue
    seconds.set(node.id, Math.round(result.seconds * 1000) / 1000)
    if (node.type === 'test') streaks.set(node.id, next(streaks.get(node.id) ?? 0, status === 'pass'))
  }
  return { seconds, streaks }
}

function next(streak: number, passed: boolean): number {
  return passed ? Math.min(longest, Math.max(0, streak) + 1) : Math.max(-longest, Math.min(0, streak) - 1)
}

/** Keeps it for the next run, all or nothing. Where the system refuses that, nothing is kept. */
export function keepHistory(path: string, { seconds, streaks }: RunHistory): void {
  const text = JSON.stringify({
    format,
    seconds: Object.fromEntries(seconds),
    streaks: Object.fromEntries(streaks),
  })
  if (!existsSync(path)) forgetOldest(dirname(path))
  replaceFile(path, text)
}

function forgetOldest(folder: string): void {
  try {
    const files = readdirSync(folder).map((name) => join(folder, name))
    const byAge = files.map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at)
    for (const { file } of byAge.slice(mostFiles - 1)) rmSync(file, { force: true })
  } catch (error) {
    if (systemReason(error) === undefined) throw error
  }
}
