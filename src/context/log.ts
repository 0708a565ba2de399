import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { templateFunction, textOf } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { byName } from './arguments.ts'

/** A line that a template wrote with `log` or `print`. */
export interface TemplateMessage {
  readonly text: string
  /** Shown on the terminal; otherwise for the log file only. */
  readonly shown: boolean
  /** Written with `print`: what was asked for, also where only that is. */
  readonly printed?: boolean
  /** Where the message is a warning. */
  readonly warning?: Diagnostic
}

/** dbt's `log(message, info=false)`. Prints nothing into the SQL. */
export function logFunction(tell: (message: TemplateMessage) => void): Value {
  return templateFunction((call) => {
    const given = byName(call, { name: 'log', parameters: ['msg', 'info'], required: 1 })
    tell({ text: textOf(given.get('msg')), shown: given.get('info') === true })
    return ''
  }, 'log')
}

/** dbt's `print(message)`. Prints nothing into the SQL. */
export function printFunction(tell: (message: TemplateMessage) => void): Value {
  return templateFunction((call) => {
    const given = byName(call, { name: 'print', parameters: ['msg'], required: 1 })
    tell({ text: textOf(given.get('msg')), shown: true, printed: true })
    return ''
  }, 'print')
}
