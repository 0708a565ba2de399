import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Store } from '../ports/store.ts'
import { noEnvironment, unknownState } from './diagnostics.ts'
import { inParallel } from './in-parallel.ts'
import { historyPrefix, isHistoryKey } from './layout.ts'
import { missingFiles } from './missing-files.ts'
import type { Pointer, StateName, TableEntry } from './pointer.ts'
import { readHistory, readPointer } from './read-pointer.ts'

const requests = 8

/** A state that is kept, the current one among them. */
export interface KeptState extends Pointer {
  /** Keys of files that it needs and that are gone. */
  readonly missing: readonly string[]
}

/** Finds a state of an environment. Throws `ProjectError` when it is not kept, or nothing was ever published. */
export async function findState(store: Store, environment: string, name: StateName): Promise<Pointer> {
  const current = (await readPointer(store, environment))?.content
  if (current === undefined) throw new ProjectError([noEnvironment(environment)])
  const epochs = [...(await keptEpochs(store, environment)).filter((epoch) => epoch < current.epoch), current.epoch]
  const found = await (async () => {
    if ('run' in name) return stateAfter(store, environment, { run: name.run, current, epochs })
    const epoch = 'epoch' in name ? name.epoch : epochs.at(-1 - name.steps)
    if (epoch === current.epoch) return current
    return epoch === undefined ? undefined : readHistory(store, environment, epoch)
  })()
  if (found === undefined) throw new ProjectError([unknownState(name, { environment, epochs })])
  return found
}

/** The newest states of an environment, from the newest on, and how many there are. Nothing published: none. */
export async function keptStates(
  store: Store,
  environment: string,
  limit: number,
): Promise<{ readonly states: readonly KeptState[]; readonly total: number }> {
  const current = (await readPointer(store, environment))?.content
  if (current === undefined) return { states: [], total: 0 }
  const earlier = (await keptEpochs(store, environment)).filter((epoch) => epoch < current.epoch).toReversed()
  const shown = earlier.slice(0, Math.max(0, limit - 1))
  const pointers = await inParallel(shown, requests, (epoch) => readHistory(store, environment, epoch))
  const states = [current, ...pointers.filter((pointer) => pointer !== undefined)]
  const missing = new Set(await missingFiles(store, differentFiles(states)))
  return {
    states: states.map((state) => ({ ...state, missing: keysOf(state).filter((key) => missing.has(key)) })),
    total: earlier.length + 1,
  }
}

/** The epochs of an environment whose pointers are kept, from the oldest to the newest; that of the current one may be missing. */
export async function keptEpochs(store: Store, environment: string): Promise<readonly number[]> {
  const prefix = historyPrefix(environment)
  const epochs: number[] = []
  for await (const { key } of store.list(prefix)) {
    if (isHistoryKey(key)) epochs.push(Number(key.slice(prefix.length, -'.json'.length)))
  }
  return epochs
}

/** The newest state that a run published. */
async function stateAfter(
  store: Store,
  environment: string,
  { run, current, epochs }: { readonly run: string; readonly current: Pointer; readonly epochs: readonly number[] },
): Promise<Pointer | undefined> {
  if (current.run === run) return current
  for (const epoch of epochs.slice(0, -1).toReversed()) {
    const pointer = await readHistory(store, environment, epoch)
    if (pointer?.run === run) return pointer
  }
  return undefined
}

/** Each set of files once: most tables are the same in many states. */
function differentFiles(states: readonly Pointer[]): readonly TableEntry[] {
  const tables = states.flatMap((state) => [...state.tables.values()])
  return [...new Map(tables.map((table) => [table.files.map(({ key }) => key).join(), table])).values()]
}

function keysOf({ tables }: Pointer): readonly string[] {
  return [...tables.values()].flatMap(({ files }) => files.map(({ key }) => key))
}
