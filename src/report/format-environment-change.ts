import type { Comparison } from '../environments/compare.ts'
import type { Pointer } from '../environments/pointer.ts'
import type { JsonObject } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { differenceLines, differencesJson, differenceText } from './format-difference.ts'
import { symbolsFor } from './symbols.ts'

/** What became of an environment, or would. */
export interface ChangedEnvironment extends Comparison {
  readonly environment: string
  readonly before: Pick<Pointer, 'epoch' | 'run'> | undefined
  readonly published: Pick<Pointer, 'epoch' | 'run'> | undefined
  /** Keys of tables that a promotion leaves as they are, because where it comes from has none of them. */
  readonly leftOver?: readonly string[]
}

/** Lines for a terminal, the last of which says what was done. */
export function formatEnvironmentChange(
  change: ChangedEnvironment,
  { unicode }: { readonly unicode: boolean },
): string {
  const { environment, published, before, leftOver = [] } = change
  const { separator, arrow } = symbolsFor(unicode)
  const kept = leftOver.map((key) => `${oneLine(key)} is not there and stays; --prune takes it away.`)
  const lines = [...differenceLines(change, unicode), ...kept]
  const sum = differenceText(change)
  if (sum === '') return textOf([...lines, `${environment} shows all of it already.`])
  if (published === undefined) return textOf([...lines, `${sum} in ${environment}`, '', 'Nothing was changed.'])
  const epochs = before === undefined ? `epoch ${published.epoch}` : `epoch ${before.epoch} ${arrow} ${published.epoch}`
  return textOf([...lines, [sum, `${environment}, ${epochs}, by run ${published.run}`].join(separator)])
}

export function environmentChangeJson(change: ChangedEnvironment): JsonObject {
  const { environment, published, before, leftOver = [] } = change
  return {
    environment,
    before: before === undefined ? null : { epoch: before.epoch, run: before.run },
    published: published === undefined ? null : { epoch: published.epoch, run: published.run },
    ...differencesJson(change),
    left_over: [...leftOver],
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
