import { ProjectError } from '../diagnostics/diagnostic.ts'
import { noLake, unknownEnvironment, wrongEnvironmentName } from '../environments/diagnostics.ts'
import { isEnvironmentName } from '../environments/layout.ts'
import { environmentNames } from '../environments/versions.ts'
import { type Store, StoreError } from '../ports/store.ts'
import type { Target } from '../project/profile.ts'
import { storeFailed } from '../run/diagnostics.ts'
import { openStore } from './open-store.ts'

/** Lends the lake of a target. Throws `ProjectError`, also for what the lake refuses. */
export async function withLake<T>(target: Target, use: (store: Store) => Promise<T>): Promise<T> {
  try {
    const store = await openStore(target)
    if (store === undefined) throw new ProjectError([noLake(target.name)])
    return await use(store)
  } catch (error) {
    throw error instanceof StoreError ? new ProjectError([storeFailed(error)]) : error
  }
}

/** The name of an environment that something was published to. Throws `ProjectError` for any other. */
export async function knownEnvironment(store: Store, name: string): Promise<string> {
  const known = await environmentNames(store)
  if (!known.includes(name)) throw new ProjectError([unknownEnvironment(name, known)])
  return name
}

/** A name that an environment can have. Throws `ProjectError` for any other. */
export function possibleEnvironment(name: string): string {
  if (!isEnvironmentName(name)) throw new ProjectError([wrongEnvironmentName(name)])
  return name
}
