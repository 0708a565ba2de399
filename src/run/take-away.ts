import { type Pointer, type TableEntry, tableKey } from '../environments/pointer.ts'
import { type LeftOver, leftOver } from '../plan/left-over.ts'
import type { RunInput } from './run-input.ts'

/**
 * The keys of published tables that go because the project has no model for them: none unless the run was asked to. Says what
 * goes, and what stays. `set`: what the run publishes; `gone`: what it takes away for other reasons.
 */
export function takenAway(
  { leftOvers, world, report, clock }: Pick<RunInput, 'leftOvers' | 'world' | 'report' | 'clock'>,
  base: Pointer | undefined,
  { set, gone }: { readonly set: readonly TableEntry[]; readonly gone: readonly string[] },
): readonly string[] {
  const tables = base?.tables ?? new Map<string, TableEntry>()
  const found = leftOver(tables, world.manifest).filter(({ key }) => !gone.includes(key))
  const tell = (text: string) => report({ type: 'message', text, at: clock.now() })
  if (found.length === 0 || leftOvers === 'kept') return []
  if (leftOvers === 'told') {
    const names = found.map(({ key }) => key).join(', ')
    tell(
      `The project has no model any more for ${names}, which readers still see: --prune takes ${found.length === 1 ? 'it' : 'them'} away.`,
    )
    return []
  }
  const shown = new Map([...tables, ...set.map((table) => [tableKey(table.relation), table] as const)])
  for (const key of gone) shown.delete(key)
  const { free, held } = withoutReaders(found, shown)
  for (const { key, reader } of held)
    tell(`${key} stays, although the project has no model for it, because the view ${reader} reads it.`)
  for (const key of free) tell(`${key} is taken away: the project has no model for it.`)
  return free
}

/** A table that has to stay, and the view because of which. */
interface Held {
  readonly key: string
  readonly reader: string
}

/** Takes out of what was found whatever a view reads that stays. */
function withoutReaders(
  found: readonly LeftOver[],
  shown: ReadonlyMap<string, TableEntry>,
): { readonly free: readonly string[]; readonly held: readonly Held[] } {
  const free = new Set(found.map(({ key }) => key))
  const held = new Map<string, Held>()
  for (;;) {
    const more = readersOf(free, shown)
    if (more.length === 0) return { free: [...free], held: [...held.values()] }
    for (const each of more) {
      free.delete(each.key)
      held.set(each.key, each)
    }
  }
}

function readersOf(free: ReadonlySet<string>, shown: ReadonlyMap<string, TableEntry>): readonly Held[] {
  return [...shown].flatMap(([reader, table]) =>
    table.kind === 'view' && !free.has(reader)
      ? table.parents.filter((key) => free.has(key)).map((key) => ({ key, reader }))
      : [],
  )
}
