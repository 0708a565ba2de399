import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { nearest } from '../util/nearest.ts'
import { reservedNames } from './layout.ts'

export function wrongEnvironmentName(name: string, location?: Location): Diagnostic {
  return {
    code: 'project/wrong-value',
    message: reservedNames.includes(name)
      ? `An environment cannot be named "${name}": a folder of the lake has that name.`
      : `"${name}" cannot name an environment: lower-case letters, digits, "_" and "-" were expected, the first of them a letter or a digit.`,
    hint: 'Set "environment:" in the target to another name; without it the name of the target is used.',
    ...(location !== undefined && { location }),
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
    message: `The view "${view}" reads ${names(facts.parents)}, which "${facts.environment}" would not hold after this run. Nothing was published.`,
    hint: `Build ${names(facts.parents)} in the same run, or remove the view as well.`,
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

export function unknownRun(run: string, environment: string): Diagnostic {
  return {
    code: 'store/gone',
    message: `No state of "${environment}" that run ${run} published is kept in this lake.`,
    hint: 'Name a run that published to this environment, and whose state was not cleaned away since.',
  }
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

/** The first of several names in quotes, and how many more there are. */
function names(all: readonly string[]): string {
  const shown = all.slice(0, 5).map((name) => `"${name}"`)
  const more = all.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
}
