import type { Location } from '../diagnostics/location.ts'
import { templateFunction, templateObject } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import { packageMacro } from './diagnostics.ts'

/** A call of a macro that a package would bring. */
export interface PackageUse {
  readonly packageName: string
  readonly macro: string
  readonly location: Location
}

/** A package by its name: each of its macros tells that it is not there, except `known` ones. */
export function packageValue(
  packageName: string,
  onUse: ((use: PackageUse) => void) | undefined,
  known: (macro: string) => Value = () => undefined,
): Value {
  return templateObject({
    type: 'Package',
    members: {},
    otherMember: (macro) =>
      known(macro) ??
      templateFunction(({ location }) => {
        const use = { packageName, macro, location }
        if (onUse === undefined) throw new TemplateError(packageMacro(use))
        onUse(use)
        return ''
      }, macro),
  })
}
