import { readFileSync } from 'node:fs'
import type { JsonObject } from '../util/json.ts'

/** Who made an artifact, and when. */
export interface Invocation {
  readonly invocationId: string
  readonly startedAt: Date
  /** When the artifact is written. */
  readonly now: Date
  /** The environment of the process: what begins with `DBT_ENV_CUSTOM_ENV_` is written down, as in dbt. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The version of dbt whose artifacts these are: the contract they keep. Who really wrote them is in `env`. */
const dbtVersion = '1.12.0'
const customPrefix = 'DBT_ENV_CUSTOM_ENV_'

/** The part of `metadata` that all artifacts have. `schema`: `manifest/v12`. */
export function metadataJson(schema: string, { invocationId, startedAt, now, environment }: Invocation): JsonObject {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: dbtVersion,
    generated_at: now.toISOString(),
    invocation_id: invocationId,
    invocation_started_at: startedAt.toISOString(),
    env: { ...customEnvironment(environment), tpchmodel_version: packageVersion() },
  }
}

function customEnvironment(environment: Invocation['environment']): Readonly<Record<string, string>> {
  const entries = Object.keys(environment)
    .filter((name) => name.startsWith(customPrefix))
    .sort()
    .map((name) => [name.slice(customPrefix.length), environment[name] ?? ''])
  return Object.fromEntries(entries)
}

/** The version of this package. */
function packageVersion(): string {
  // The package's own file, which names a version.
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  return version
}
