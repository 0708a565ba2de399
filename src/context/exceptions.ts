import { templateFunction, templateObject, textOf } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import { macroWarning, raisedError } from './diagnostics.ts'
import type { TemplateMessage } from './log.ts'

/** dbt's `exceptions`: `raise_compiler_error` and its kin throw `TemplateError`; `warn` is told and goes on. */
export function exceptionsValue(tell: (message: TemplateMessage) => void): Value {
  const raising = (name: string) =>
    templateFunction((call) => {
      throw new TemplateError(raisedError(textOf(call.positional[0] ?? call.named.get('msg')), call.location))
    }, name)
  const names = [
    'raise_compiler_error',
    'raise_not_implemented',
    'raise_database_error',
    'raise_dependency_error',
    'raise_parsing_error',
    'raise_runtime_error',
    'raise_contract_error',
  ]
  return templateObject({
    type: 'Exceptions',
    members: {
      ...Object.fromEntries(names.map((name) => [name, raising(name)])),
      warn: templateFunction((call) => {
        const text = textOf(call.positional[0] ?? call.named.get('msg'))
        tell({ text, shown: true, warning: macroWarning(text, call.location) })
        return ''
      }, 'warn'),
    },
  })
}
