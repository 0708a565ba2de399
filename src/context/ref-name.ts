import { textOf } from '../jinja/bridge.ts'
import type { CallArguments } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import type { RefName } from '../manifest/lookup.ts'
import { wrongCall } from './diagnostics.ts'

/** The keywords by which `ref()` takes a version of a model. */
export const versionKeywords = ['version', 'v'] as const

/** Throws `TemplateError` for a call of `ref` that names nothing, or more than a package and a name. */
export function checkRefCall({ positional, location }: CallArguments): void {
  if (positional.length === 1 || positional.length === 2) return
  throw new TemplateError(wrongCall('ref', 'the name of a model, or a package and a name', location))
}

/** What a call of `ref` names, given the texts of its positional arguments: `[name]` or `[package, name]`. */
export function refName([first = '', second]: readonly string[], { named }: Pick<CallArguments, 'named'>): RefName {
  const version = versionKeywords.map((key) => named.get(key)).find((value) => value !== undefined && value !== null)
  return {
    ...(second === undefined ? { name: first } : { name: second, packageName: first }),
    ...(version !== undefined && version !== null && { version: textOf(version) }),
  }
}
