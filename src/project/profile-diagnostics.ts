import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { nearest } from '../util/nearest.ts'

/** No profiles.yml where one must be. */
export function missingProfilesFile(folders: readonly string[], profile: string): Diagnostic {
  return {
    code: 'profile/missing',
    message: `There is no profiles.yml in ${folders.map((folder) => `"${folder}"`).join(' or ')}, so the profile "${profile}" is not known.`,
    hint: 'Write one, or name its folder with --profiles-dir.',
  }
}

/** `kind`: what is looked for; `where`: what would hold it; `known`: what it holds. */
export function missingProfile(
  kind: 'profile' | 'target',
  name: string,
  {
    where,
    known,
    location,
  }: { readonly where: string; readonly known: readonly string[]; readonly location?: Location | undefined },
): Diagnostic {
  const suggestion = nearest(name, known)
  const list = known.length === 0 ? 'none' : known.map((each) => `"${each}"`).join(', ')
  return {
    code: 'profile/missing',
    message: `${where} has no ${kind} "${name}"; it has ${list}.`,
    ...(location !== undefined && { location }),
    hint:
      suggestion !== undefined
        ? `Did you mean "${suggestion}"?`
        : known.length === 0
          ? `Write it there: "${name}:", with "target:" and "outputs:" below it, as docs/profiles.md shows.`
          : `Name one with --${kind}.`,
  }
}

/** `path`: the keys that lead to it. Without a place, so that the line is not printed. */
export function readablePassword(path: string, file: string): Diagnostic {
  return {
    code: 'profile/readable',
    message: `"${path}" stands in plain text in "${file}", which every user of this machine may read.`,
    hint: `Take it from an environment variable, or run: chmod 600 ${file}`,
  }
}

/** A file of passwords that is left alone, as libpq does. */
export function openPasswordFile(path: string): Diagnostic {
  return {
    code: 'profile/readable',
    message: `The file of passwords "${path}" may be read by other users of this machine, so it is not used.`,
    hint: `Run: chmod 600 ${path}`,
  }
}

/** A project that came from elsewhere must not run a program of its choice. */
export function commandOfProject(location: Location): Diagnostic {
  return {
    code: 'project/wrong-value',
    message: '"password_command" stands in the project, whose files run no program.',
    location,
    hint: 'Keep this profile outside of the project: in ~/.dbt/profiles.yml, or in the folder of --profiles-dir.',
  }
}
