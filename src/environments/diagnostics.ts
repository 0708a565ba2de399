import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { nearest } from '../util/nearest.ts'
import { reservedNames } from './layout.ts'
import type { StateName } from './pointer.ts'

export function wrongEnvironmentName(name: string): Diagnostic {
  return {
    code: 'cli/usage',
    message: reservedNames.includes(name)
      ? `An environment cannot be named "${name}": a folder of the lake has that name.`
      : `"${name}" cannot name an environment: lower-case letters, digits, "_" and "-" were expected, the first of them a letter or a digit.`,
    hint: 'Choose another name.',
  }
}

export function noLake(target: string): Diagnostic {
  return {
    code: 'cli/usage',
    message: `The target "${target}" has no lake, and so no environments.`,
    hint: 'Choose a target with a lake: --target …',
  }
}

export function noLakeAt(address: string): Diagnostic {
  return {
    code: 'cli/usage',
    message: `"${address}" is no lake: neither a folder, nor the name of a bucket.`,
    hint: 'Name the folder of the lake, or s3://bucket/prefix.',
  }
}

export function emptyLake(address: string): Diagnostic {
  return {
    code: 'store/no-environment',
    message: `Nothing was ever published to "${address}".`,
    hint: 'Name the folder that holds "environments", as "path:" or "prefix:" of the lake do in a profile.',
  }
}

export function severalEnvironments(address: string, environments: readonly string[]): Diagnostic {
  return {
    code: 'cli/usage',
    message: `"${address}" has the environments ${names(environments)}, and it is not said which is meant.`,
    hint: `Name one: --environment ${environments[0]}`,
  }
}

/** `known`: the environments that something was published to. */
export function unknownEnvironment(name: string, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  const there = known.length === 0 ? 'no environment' : known.map((each) => `"${each}"`).join(', ')
  return {
    code: 'store/no-environment',
    message: `Nothing was ever published to the environment "${name}"; the lake has ${there}.`,
    hint: suggestion === undefined ? 'Build it first: tpchmodel build' : `Did you mean "${suggestion}"?`,
  }
}

export function newerFormat(address: string, format: { readonly found: number; readonly known: number }): Diagnostic {
  return {
    code: 'store/format',
    message: `"${address}" has format ${format.found}, which needs a newer tpchmodel; this one reads format ${format.known}.`,
    hint: 'Update tpchmodel to the version that the other users of this lake run. Nothing was changed.',
  }
}

export function brokenDocument(address: string, problem: string): Diagnostic {
  return {
    code: 'store/corrupt',
    message: `"${address}" cannot be understood: ${problem}.`,
    hint: 'Put the file back from a copy; the folder "history" beside a pointer holds the pointers before it. Nothing was changed.',
  }
}

export function otherBytes(
  address: string,
  file: {
    readonly expected: { readonly bytes: number; readonly sha256: string }
    readonly found: { readonly bytes: number; readonly etag: string }
  },
): Diagnostic {
  const { expected, found } = file
  const difference =
    found.bytes === expected.bytes
      ? `its SHA-256 is ${found.etag} instead of ${expected.sha256}`
      : `it has ${found.bytes} bytes instead of ${expected.bytes}`
  return {
    code: 'store/corrupt',
    message: `"${address}" is there, but ${difference}. The files of a version never change, so something else wrote it.`,
    hint: 'Look whether its rows are needed, remove the file and run the command again. Nothing was published.',
  }
}

export function publishedByOther(
  environment: string,
  other: { readonly run: string; readonly tables: readonly string[] },
): Diagnostic {
  return {
    code: 'store/conflict',
    message: `Run ${other.run} published to "${environment}" while this run was working, and both concern ${names(other.tables)}. Nothing was overwritten.`,
    hint: 'Run the command again: what was built is kept, and only what is out of date is computed.',
  }
}

export function tooManyPublishers(
  environment: string,
  other: { readonly run: string; readonly attempts: number },
): Diagnostic {
  return {
    code: 'store/conflict',
    message: `Other runs published to "${environment}" before each of ${other.attempts} attempts of this run; the last was run ${other.run}.`,
    hint: 'Run the command again when fewer runs publish at the same time: what was built is kept.',
  }
}

export function missingParents(
  view: string,
  facts: { readonly environment: string; readonly parents: readonly string[] },
): Diagnostic {
  return {
    code: 'run/view-broken',
    message: `The view "${view}" reads ${names(facts.parents)}, which "${facts.environment}" would not hold after it. Nothing was published.`,
    hint: `Build or promote ${names(facts.parents)} together with it, or remove the view as well.`,
  }
}

export function locked(
  environment: string,
  holder: {
    readonly owner: string
    readonly host: string
    readonly pid: number
    readonly run: string
    readonly since: Date
    readonly seconds: number
  },
): Diagnostic {
  return {
    code: 'store/locked',
    message: `"${environment}" is held by ${holder.owner}@${holder.host} (process ${holder.pid}), run ${holder.run}, since ${holder.since.toISOString()}.`,
    hint: `Wait for that run to end. If it died, its hold expires in ${holder.seconds} s, and the next command goes on by itself.`,
  }
}

export function unknownState(
  name: StateName,
  { environment, epochs }: { readonly environment: string; readonly epochs: readonly number[] },
): Diagnostic {
  return {
    code: 'store/gone',
    message: unknownStateText(name, environment, epochs),
    hint: `List what is kept: tpchmodel environments history ${environment}`,
  }
}

function unknownStateText(name: StateName, environment: string, epochs: readonly number[]): string {
  if ('run' in name) return `No state of "${environment}" that run ${name.run} published is kept in this lake.`
  if ('epoch' in name) {
    const kept = epochs.length === 1 ? `only epoch ${epochs[0]} is` : `epochs from ${epochs[0]} to ${epochs.at(-1)} are`
    return `Epoch ${name.epoch} of "${environment}" is not kept in this lake; ${kept}.`
  }
  const earlier = epochs.length - 1
  const there = earlier === 0 ? 'no earlier state' : earlier === 1 ? '1 earlier state' : `${earlier} earlier states`
  return `"${environment}" has ${there} in this lake, so it cannot go back by ${name.steps}.`
}

export function filesGone(
  what: string,
  files: { readonly missing: readonly string[]; readonly total: number },
): Diagnostic {
  return {
    code: 'store/gone',
    message: `Files of ${what} are gone (${files.missing.length} of ${files.total}), such as "${files.missing[0] ?? ''}". Nothing was changed.`,
    hint: 'Build the models anew; the files were cleaned away, or removed by something else.',
  }
}

export function noEnvironment(environment: string): Diagnostic {
  return {
    code: 'store/gone',
    message: `Nothing was ever published to "${environment}" in this lake.`,
    hint: 'Build it first, or name another environment.',
  }
}

/** `keys`: tables whose newest versions failed. */
export function failedTests(environment: string, keys: readonly string[]): Diagnostic {
  return {
    code: 'store/failed-tests',
    message: `${names(keys)} failed tests when last built in "${environment}". Nothing was promoted.`,
    hint: 'Build until the tests pass, or leave out what failed: --exclude. Its rows: tpchmodel show --version failed',
  }
}

export function promotedOntoItself(environment: string): Diagnostic {
  return {
    code: 'cli/usage',
    message: `"${environment}" cannot be promoted to itself.`,
    hint: 'Name the environment that is to show it: tpchmodel promote dev prod',
  }
}

/** `keys`: the tables that are selected. */
export function showsNone(environment: string, keys: readonly string[]): Diagnostic {
  return {
    code: 'select/no-match',
    message: `"${environment}" shows nothing of what is selected: ${names(keys)}.`,
    hint: `List what it shows: tpchmodel environments show ${environment}`,
  }
}

/** `failed`: keys of what did. */
export function nothingFailed(environment: string, failed: readonly string[]): Diagnostic {
  return {
    code: 'store/gone',
    message: `Nothing of what is selected failed a test when it was last built in "${environment}".`,
    hint: failed.length === 0 ? 'Nothing else did either.' : `What did: ${names(failed)}.`,
  }
}

/** `views`: what the engine says about each, by key. */
export function viewsWouldBreak(environment: string, views: ReadonlyMap<string, string>): readonly Diagnostic[] {
  return [...views].map(([view, problem]) => ({
    code: 'run/view-broken',
    message: `The view "${view}" of "${environment}" would not work over what it would read: ${problem.replace(/[.!]?$/, '.')} Nothing was changed.`,
    hint: 'Promote the view and what it reads together.',
  }))
}

/** The first of several names in quotes, and how many more there are. */
function names(all: readonly string[]): string {
  const shown = all.slice(0, 5).map((name) => `"${name}"`)
  const more = all.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
}
