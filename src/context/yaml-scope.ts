import type { Location } from '../diagnostics/location.ts'
import { templateFunction, toValue } from '../jinja/bridge.ts'
import { globals } from '../jinja/globals.ts'
import { renderValue } from '../jinja/render-value.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'
import type { Environment } from '../project/env-file.ts'
import type { EnvVarPolicy } from '../project/env-var.ts'
import type { Render } from '../project/render-node.ts'
import type { JsonObject } from '../util/json.ts'
import { envVarCall } from './env-var.ts'
import { type OnRead, reads } from './reads.ts'
import { variable } from './variables.ts'

/** What templates in YAML files see. */
export interface YamlSurroundings {
  readonly environment: Environment
  readonly envVars: EnvVarPolicy
  readonly variables: JsonObject
  /** `target`, where it is known already. */
  readonly target?: JsonObject
  /** Told what templates ask that may be answered otherwise in another command. */
  readonly onRead?: OnRead
}

/** Renders the templates in YAML values. */
export function yamlRender(surroundings: YamlSurroundings): Render {
  const scope = yamlScope(surroundings)
  return (text, location) => {
    try {
      return renderValue(text, location.file, scope)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new TemplateError({ ...error.diagnostic, location: placeIn(error.diagnostic.location, text, location) })
    }
  }
}

/** What they see: `env_var`, `var`, `target` and the functions that depend on nothing. */
export function yamlScope(surroundings: YamlSurroundings): Scope {
  const { environment, envVars: policy, variables, target, onRead = () => undefined } = surroundings
  const own = new Map([
    ['env_var', templateFunction((call) => envVarCall(call, { environment, policy, onRead }), 'env_var')],
    ['var', templateFunction((call) => variable(call, variables, onRead), 'var')],
    ...(target === undefined ? [] : [['target', toValue(target)] as const]),
  ])
  return {
    get: (name) => {
      if (name === 'target') onRead(reads.target)
      return own.get(name) ?? globals.get(name)
    },
    names: () => [...own.keys(), ...globals.keys()],
  }
}

/** A place in a text as a place in its file, where the text stands there one character after the other. */
export function placeIn(found: Location | undefined, text: string, { file, start, end }: Location): Location {
  if (found === undefined || end - start !== text.length) return { file, start, end }
  return { file, start: start + found.start, end: start + found.end }
}
