import type { RenderLimits } from '../template.ts'
import { overLimit } from './failure.ts'
import type { Value } from './value.ts'

interface Budget {
  steps: number
  depth: number
  output: number
  readonly limits: Required<RenderLimits>
  /** Plain data of the program that templates looked at, as values. */
  readonly seen: Map<object, Value>
}

const defaults = { steps: 5_000_000, depth: 200, output: 64 * 1024 * 1024 } as const satisfies Required<RenderLimits>

// Rendering is synchronous, so at each moment one budget is spent: that of the outermost call of `spending`.
let active: Budget | undefined

/** Runs `use` within limits. A rendering inside a rendering spends what the outer one has, so that no bridge resets it. */
export function spending<T>(limits: RenderLimits | undefined, use: () => T): T {
  if (active !== undefined) return use()
  const all = { ...defaults, ...limits }
  active = { limits: all, seen: new Map(), ...all }
  try {
    return use()
  } finally {
    active = undefined
  }
}

/**
 * The values made of plain data in this rendering, by the data. What a template changes in them stays changed until the
 * rendering ends, and a second rendering starts from the data again.
 */
export function seenData(): Map<object, Value> | undefined {
  return active?.seen
}

/** Pays for `count` rounds of a loop or calls. */
export function charge(count: number): void {
  if (active === undefined) return
  active.steps -= count
  if (active.steps < 0) throw overLimit(`The template exceeds ${active.limits.steps.toLocaleString('en')} steps.`)
}

/** Pays for characters of output. */
export function chargeOutput(characters: number): void {
  if (active === undefined) return
  active.output -= characters
  if (active.output < 0)
    throw overLimit(`The template writes more than ${active.limits.output.toLocaleString('en')} characters.`)
}

/** Runs the body of a macro one level deeper. */
export function deeper<T>(use: () => T): T {
  if (active === undefined) return spending(undefined, () => deeper(use))
  charge(1)
  const budget = active
  if (budget.depth <= 0)
    throw overLimit(`Macros call each other more than ${budget.limits.depth.toLocaleString('en')} levels deep.`)
  budget.depth -= 1
  try {
    return use()
  } finally {
    budget.depth += 1
  }
}

/** Refuses a text or list before it is built when it would be larger than any output may be. */
export function bounded(size: number): number {
  const limit = active?.limits.output ?? defaults.output
  if (!(size <= limit))
    throw overLimit(
      `A value would have ${size.toLocaleString('en')} characters or items; ${limit.toLocaleString('en')} are allowed.`,
    )
  return size
}

/** Refuses to go through more items than there are steps, before the first one. */
export function boundedSteps(count: number): void {
  const limit = active?.limits.steps ?? defaults.steps
  if (!(count <= limit)) throw overLimit(`A loop would exceed ${limit.toLocaleString('en')} steps.`)
}
