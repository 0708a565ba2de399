import { hash } from 'node:crypto'
import type { Environment } from '../project/env-file.ts'
import type { JsonObject } from '../util/json.ts'
import type { MacroLibrary } from './macro-library.ts'

/**
 * Something that a template asked and that may be answered otherwise the next time: `env HOME`, `macro cents`. What a
 * template gives is the same as long as its text and the answers are.
 */
export type Read = string

export type OnRead = (read: Read) => void

/** Every kind of read. */
export const reads = {
  variable: (name: string): Read => `var ${name}`,
  environment: (name: string): Read => `env ${name}`,
  /** Also of a name that no macro has. */
  macro: (name: string): Read => `macro ${name}`,
  /** The names of all macros. */
  macros: 'macros',
  target: 'target',
  fullRefresh: 'full-refresh',
  /** The time, an id, a random choice: what it gave is no use to the next command. */
  moment: 'moment',
} as const

/** What answers: a part of `Surroundings`. */
interface Answering {
  readonly environment: Environment
  readonly variables: JsonObject
  readonly target: JsonObject
  readonly library: MacroLibrary
  readonly fullRefresh: boolean
}

/** Whether the answer is the same as long as the project's files, variables and target are. */
export function isSettled(read: Read): boolean {
  return /^(?:var |macro |macros$|target$)/.test(read)
}

/** The answer, as a hash so that no value is written down; undefined where none is good for another command. */
export function answerTo(read: Read, world: Answering): string | undefined {
  const answer = answerIn(read, world)
  return answer === undefined ? undefined : hash('sha256', answer, 'base64')
}

function answerIn(read: Read, world: Answering): string | undefined {
  const [kind = '', name = ''] = read.split(/ (.*)/s)
  switch (kind) {
    case 'var':
      return ownText(world.variables, name, JSON.stringify)
    case 'env':
      return ownText(world.environment, name, (value) => value)
    case 'macro':
      return macroText(name, world)
    case reads.macros:
      return [...world.library.macros.keys()].join('\n')
    case reads.target:
      return JSON.stringify(world.target)
    case reads.fullRefresh:
      return String(world.fullRefresh)
    default:
      return undefined
  }
}

function ownText<T>(values: Readonly<Record<string, T>>, name: string, text: (value: T) => string | undefined): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  return value === undefined ? 'none' : `= ${text(value)}`
}

/** What a macro is: its text, and its place, which messages about what it calls name. */
function macroText(name: string, { library }: Answering): string | undefined {
  const macro = library.macros.get(name)
  if (macro === undefined) return 'none'
  const { path, location, text } = macro.definition
  return isRandom(text) ? undefined : `${path} ${location.start} ${macro.blockName}\n${text}`
}

/** Whether a template may choose at random. */
export function isRandom(text: string): boolean {
  return /\|\s*random\b/.test(text)
}
