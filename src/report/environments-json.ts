import type { Comparison } from '../environments/compare.ts'
import type { Pointer } from '../environments/pointer.ts'
import type { JsonObject } from '../util/json.ts'
import { differencesJson } from './format-difference.ts'
import type { Environment, ListedEnvironments, PastStates } from './format-environments.ts'
import { tableJson } from './table-facts.ts'

/** All environments of a lake. */
export function environmentsJson({ environments, own }: ListedEnvironments): JsonObject[] {
  return environments.map((environment) => ({
    ...environmentJson(environment),
    is_target: environment.name === own,
  }))
}

export function environmentJson({ name, holder, ...state }: Environment): JsonObject {
  return {
    environment: name,
    ...stateJson(state),
    held_by:
      holder === undefined
        ? null
        : { ...holder, since: holder.since.toISOString(), expires: holder.expires.toISOString() },
    tables: [...state.tables].map(([relation, entry]) => ({ relation, ...tableJson(entry) })),
  }
}

export function environmentDiffJson(
  diff: Comparison & { readonly from: Environment; readonly to: Environment },
): JsonObject {
  const named = ({ name, ...state }: Environment) => ({ environment: name, ...stateJson(state) })
  return { from: named(diff.from), to: named(diff.to), ...differencesJson(diff) }
}

export function historyJson({ environment, states, total }: PastStates): JsonObject {
  return {
    environment,
    total,
    states: states.map((state, index) => ({
      ...stateJson(state),
      is_current: index === 0,
      tables: state.tables.size,
      missing_files: [...state.missing],
      ...(state.changes === undefined ? { differences: null, same: null } : differencesJson(state.changes)),
    })),
  }
}

function stateJson({ epoch, run, publishedAt }: Pick<Pointer, 'epoch' | 'run' | 'publishedAt'>): JsonObject {
  return { epoch, run, published_at: publishedAt.toISOString() }
}
