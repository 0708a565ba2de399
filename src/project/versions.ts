import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { VersionName } from '../manifest/node.ts'
import { compareVersions, isVersion } from '../manifest/version.ts'
import { wrongValue } from './diagnostics.ts'
import type { Located } from './located.ts'

/** The versions of a model, and the one that is meant where none is named. */
export interface Versions<T> {
  readonly latest: VersionName
  readonly all: readonly T[]
}

/** What is wrong with `versions:` and `latest_version:` of a model: a version twice, or a latest one that is none. */
export function checkVersions<
  T extends { readonly value: VersionName; readonly location: Located<unknown>['location'] },
>(
  model: string,
  all: readonly T[],
  latest: Located<VersionName> | undefined,
  report: (diagnostic: Diagnostic) => void,
): Versions<T> | undefined {
  const distinct = all.filter(({ value }, index) => all.findIndex((other) => isVersion(other.value, value)) === index)
  for (const repeated of all.filter((each) => !distinct.includes(each))) {
    const { value, location } = repeated
    report(wrongValue(`The version ${value} of "${model}"`, 'is declared a second time', { location }))
  }
  const known = distinct.map(({ value }) => String(value))
  if (latest !== undefined && !known.includes(String(latest.value))) {
    const declared = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`
    report(
      wrongValue('"latest_version"', `is ${latest.value}, which is no version of "${model}"; ${declared}`, {
        location: latest.location,
      }),
    )
  }
  const [first, ...rest] = distinct.map(({ value }) => value)
  if (first === undefined) return undefined
  const highest = rest.reduce((high, value) => (compareVersions(value, high) > 0 ? value : high), first)
  return { latest: latest?.value ?? highest, all: distinct }
}
