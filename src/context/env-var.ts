import { type CallArguments, stringOf, type Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import type { Environment } from '../project/env-file.ts'
import { type EnvVarPolicy, envVar } from '../project/env-var.ts'
import { byName, textArgument } from './arguments.ts'
import { type OnRead, reads } from './reads.ts'

export interface EnvVars {
  readonly environment: Environment
  readonly policy: EnvVarPolicy
  readonly onRead: OnRead
}

/** dbt's `env_var(name, default)`. Throws `TemplateError`, at the call's place, for what `envVar` refuses. */
export function envVarCall(call: CallArguments, { environment, policy, onRead }: EnvVars): Value {
  const given = byName(call, { name: 'env_var', parameters: ['name', 'default'], required: 1 })
  const byDefault = given.get('default')
  const name = textArgument(given.get('name'), call, 'env_var')
  onRead(reads.environment(name))
  try {
    return envVar(environment, policy)(name, stringOf(byDefault) ?? byDefault)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new TemplateError({ location: call.location, ...error.diagnostic })
  }
}
