import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { characterName, firstHidden } from '../util/hidden-characters.ts'
import { nearest } from '../util/nearest.ts'

/** Keys of one mapping that are few enough to be listed in full. */
const listable = 16

export function malformedYaml(
  words: { readonly message: string; readonly hint?: string },
  location: Location,
): Diagnostic {
  return { code: 'project/yaml', ...words, location }
}

export function foreignTag(tag: string, location: Location): Diagnostic {
  return {
    code: 'project/yaml',
    message: `The tag "${tag}" is not supported.`,
    location,
    hint: 'Remove it, or put the text in quotes if it is part of it.',
  }
}

/** A key that stands twice in one mapping: an error, or a warning where the last one counts. */
export function repeatedKey(
  key: string,
  { first, second, isError }: { readonly first: Location; readonly second: Location; readonly isError: boolean },
): Diagnostic {
  return {
    code: isError ? 'project/yaml' : 'project/ignored-key',
    message: isError
      ? `The key "${key}" stands here a second time.`
      : `The key "${key}" stands here a second time; the last one counts.`,
    location: second,
    related: [{ message: 'The first one is here.', location: first }],
  }
}

/** A key that the definition does not have. In a project of dbt that is a warning, as in dbt. */
export function unknownKey(
  key: string,
  place: {
    readonly owner: string
    readonly location: Location
    readonly known: readonly string[]
    readonly isIgnored: boolean
    readonly advice?: string | undefined
  },
): Diagnostic {
  const { owner, location, known, isIgnored, advice } = place
  const hidden = firstHidden(key)
  const suggestion = nearest(key, known)
  const hint =
    hidden !== undefined
      ? `It holds the character ${characterName(hidden)}, which cannot be seen. Type the line anew.`
      : suggestion !== undefined
        ? `Did you mean "${suggestion}"?`
        : (advice ?? (known.length <= listable ? `Known here: ${known.join(', ')}.` : undefined))
  return {
    code: isIgnored ? 'project/ignored-key' : 'project/unknown-key',
    message: `"${key}" is not a key of ${inSentence(owner)}${isIgnored ? ' and has no effect' : ''}.`,
    location,
    ...(hint !== undefined && { hint }),
  }
}

/** A configuration key that dbt does not know either, and keeps for whoever asks for it. */
export function customConfig(
  key: string,
  owner: string,
  {
    location,
    known,
    advice = 'Keys of your own go below "meta".',
  }: { readonly location: Location; readonly known: readonly string[]; readonly advice?: string | undefined },
): Diagnostic {
  const suggestion = nearest(key, known)
  return {
    code: 'project/ignored-key',
    message: `"${key}" is not a key of ${inSentence(owner)}; it has an effect only where a template asks for it.`,
    location,
    hint: suggestion === undefined ? advice : `Did you mean "${suggestion}"?`,
  }
}

function inSentence(subject: string): string {
  return subject.replace(/^(?:The|An?) /, (article) => article.toLowerCase())
}

/** A known key that does nothing, and why. */
export function ignoredKey(key: string, reason: string, location: Location): Diagnostic {
  return { code: 'project/ignored-key', message: `"${key}" has no effect: ${reason}.`, location }
}

/** A key under its old name. */
export function renamedKey(key: string, name: string, location: Location): Diagnostic {
  return {
    code: 'project/ignored-key',
    message: `"${key}" is the old name of "${name}"; it is read as that.`,
    location,
    hint: `Write "${name}".`,
  }
}

/** A key that stands under both its names. */
export function bothNames(key: string, name: string, location: Location): Diagnostic {
  return {
    code: 'project/unknown-key',
    message: `"${key}" is another name of "${name}", and both are given.`,
    location,
    hint: `Keep "${name}" only.`,
  }
}

/** `what`: the value as the start of a sentence: `"threads"`. `found` and `expected`: kinds of values: `text`, `a list`. */
export function wrongType(
  what: string,
  { found, expected, hint }: { readonly found: string; readonly expected: string; readonly hint?: string | undefined },
  location: Location,
): Diagnostic {
  return {
    code: 'project/wrong-type',
    message: `${what} is ${found}, ${expected} is expected.`,
    location,
    ...(hint !== undefined && { hint }),
  }
}

/** `problem` goes on from `what`: `is "gzipp"; "zstd" or "gzip" is expected`. */
export function wrongValue(
  what: string,
  problem: string,
  place: { readonly location: Location; readonly hint?: string | undefined },
): Diagnostic {
  const { location, hint } = place
  return { code: 'project/wrong-value', message: `${what} ${problem}.`, location, ...(hint !== undefined && { hint }) }
}

/** `warn_error_options` that cannot be used, and why. */
export function unusableOptions(
  { message, hint }: { readonly message: string; readonly hint?: string },
  location: Location,
): Diagnostic {
  return {
    code: 'project/wrong-value',
    message: `"warn_error_options" cannot be used: ${message}`,
    location,
    ...(hint !== undefined && { hint }),
  }
}

export function missingKey(
  owner: string,
  key: string,
  place: { readonly location: Location; readonly hint?: string | undefined },
): Diagnostic {
  const { location, hint } = place
  return {
    code: 'project/missing-key',
    message: `${owner} needs "${key}".`,
    location,
    ...(hint !== undefined && { hint }),
  }
}

/** A threshold of the age of rows that says nothing without the rest of it. */
export function missingPart(
  key: string,
  part: string,
  { location, isIgnored }: { readonly location: Location; readonly isIgnored: boolean },
): Diagnostic {
  const hint = 'Write both: {count: 12, period: hour}.'
  return isIgnored
    ? { ...ignoredKey(key, `it lacks "${part}"`, location), hint }
    : missingKey(`"${key}"`, part, { location, hint })
}

export function missingOwner(what: string, location: Location): Diagnostic {
  return missingKey(`The owner of ${what.charAt(0).toLowerCase()}${what.slice(1)}`, 'name', {
    location,
    hint: 'An "email" will do as well.',
  })
}

/** `problem` goes on from "The rows of a unit test". */
export function unusableFixture(test: string, problem: string, location: Location): Diagnostic {
  return wrongValue(`Rows of the unit test "${test}"`, problem, {
    location,
    hint: 'Rows of the format "dict" are a list of mappings; those of "csv" and "sql" are text.',
  })
}

/** What a template in a YAML value says about its failure. The caller adds the place. */
export function failedTemplate(message: string): Diagnostic {
  return { code: 'project/template', message }
}

/** What a `FileError` says. Without a place, since there is no text to show. */
export function unreadableFile(message: string): Diagnostic {
  return { code: 'project/unreadable', message }
}

export function pythonModel(path: string): Diagnostic {
  return {
    code: 'project/unreadable',
    message: `"${path}" is a model in Python; models are written in SQL.`,
    hint: 'Write it as a .sql file, or move it out of the folders of models.',
  }
}

export function projectNotFound(folder: string, files: readonly string[]): Diagnostic {
  return {
    code: 'project/not-found',
    message: `Neither "${folder}" nor a folder above it holds ${files.join(' or ')}.`,
    hint: 'Go to the folder of a project, or name it with --project-dir.',
  }
}

/** Whether a diagnostic stands in the way; the others are warnings. */
export function isError(diagnostic: Diagnostic): boolean {
  return severityOf(diagnostic) === 'error'
}

export function misreadEnvLine(location: Location): Diagnostic {
  return {
    code: 'project/env-file',
    message: 'The line is neither NAME=value nor a comment, or a quote is not closed; it is ignored.',
    location,
  }
}

export function closedEnvFile(file: string): Diagnostic {
  return { code: 'project/env-file', message: `Reading "${file}" is not permitted; it is ignored.` }
}

/** The caller adds the place. */
export function missingEnv(name: string, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'profile/missing-env',
    message: `The environment variable "${name}" is not set.`,
    hint:
      suggestion === undefined
        ? `Set it, write it into .env, or give a default: env_var('${name}', '…').`
        : `Did you mean "${suggestion}"?`,
  }
}

/** The caller adds the place. */
export function forbiddenEnv(name: string): Diagnostic {
  return {
    code: 'compile/secret',
    message: `"${name}" is a credential, and credentials are read in profiles.yml only.`,
    hint: `If it is none, list it below "env-vars-allowed" in the project file.`,
  }
}
