import type { VersionName } from './node.ts'

const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/** Below zero when the first comes before the second: as numbers where both are, else as texts. dbt's order. */
export function compareVersions(one: VersionName, other: VersionName): number {
  const texts = [String(one), String(other)] as const
  const [a, b] = texts.every((text) => number.test(text)) ? [Number(one), Number(other)] : texts
  return a < b ? -1 : Number(a > b)
}

/** Whether two names are of one version: `2` and `"2"` are. */
export function isVersion(one: VersionName, other: VersionName): boolean {
  return String(one) === String(other)
}

/** What a model of this version is called where names must differ: `orders_v2`. */
export function versionedName(name: string, version: VersionName | undefined): string {
  return version === undefined ? name : `${name}_v${version}`
}

/** The call that a generic test reads its model with, in dbt's spelling. */
export function refCall(name: string, version: VersionName | undefined): string {
  return version === undefined ? `ref('${name}')` : `ref('${name}', version='${version}')`
}
