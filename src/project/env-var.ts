import { TemplateError } from '../jinja/template.ts'
import { forbiddenEnv, missingEnv } from './diagnostics.ts'
import type { Environment } from './env-file.ts'

const credential = /(?:^DBT_ENV_SECRET_|PASSWORD$|SECRET_KEY$|SECRET_ACCESS_KEY$|SESSION_TOKEN$)/i

/** Which variables templates may read. */
export interface EnvVarPolicy {
  /** In profiles, credentials are what `env_var` is for; elsewhere they are refused. */
  readonly credentials: 'readable' | 'refused'
  /** Names that are no credentials although they look like it (`env-vars-allowed`). */
  readonly allowed: readonly string[]
}

/**
 * `env_var(name, default)` for templates. Throws a `TemplateError` without a place for a variable that is not set and
 * has no default, with the nearest name, and for a credential where it is refused. Never repeats a value.
 */
export function envVar(environment: Environment, { credentials, allowed }: EnvVarPolicy) {
  return (name: string, byDefault?: unknown): string => {
    if (credentials === 'refused' && credential.test(name) && !allowed.includes(name)) {
      throw new TemplateError(forbiddenEnv(name))
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (value !== undefined) return value
    if (byDefault !== undefined && byDefault !== null) return String(byDefault)
    throw new TemplateError(missingEnv(name, Object.keys(environment)))
  }
}
