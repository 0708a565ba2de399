import type { Location } from '../diagnostics/location.ts'
import type { Located } from './located.ts'
import type { ConfigLevel } from './merge-config.ts'

/** What everything in a properties file has. */
export interface Described {
  readonly name: string
  /** The place of the name. */
  readonly location: Location
  /** With its templates. */
  readonly description: Located<string> | undefined
}

/** In the order of their strength. */
const configKeys = [
  'tags',
  'meta',
  'docs',
  'group',
  'access',
  'freshness',
  'config',
  // In dbt, these two are stronger than what `config:` says of them.
  'loaded_at_field',
  'loaded_at_query',
] as const

type ConfigKeys = Readonly<Partial<Record<(typeof configKeys)[number], ConfigLevel | null>>>

/** The name and description of an entry, with their places. */
export function described(entry: {
  readonly name: Located<string>
  readonly description?: Located<string>
}): Described {
  return { name: entry.name.value, location: entry.name.location, description: entry.description }
}

/** The configuration of an entry. What stands beside `config:` comes first, so that `config:` is stronger. */
export function configOf(keys: ConfigKeys): ConfigLevel {
  return configKeys.flatMap((key) => keys[key] ?? [])
}
