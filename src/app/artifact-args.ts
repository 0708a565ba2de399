import type { JsonObject } from '../util/json.ts'
import type { RunOptions } from './options.ts'

/** The options of a command as `run_results.json` shows them: none that could be a secret. */
export function artifactArgs(options: RunOptions): JsonObject {
  const { select = [], exclude = [], selector, vars = {}, threads } = options
  const {
    target,
    profile,
    fullRefresh = false,
    failFast = false,
    storeFailures = false,
    prune = false,
    empty = false,
  } = options
  return {
    ...(target !== undefined && { target }),
    ...(profile !== undefined && { profile }),
    select,
    exclude,
    ...(selector !== undefined && { selector }),
    vars,
    ...(threads !== undefined && { threads }),
    full_refresh: fullRefresh,
    fail_fast: failFast,
    store_failures: storeFailures,
    ...(prune && { prune }),
    ...(empty && { empty }),
  }
}
