import type { Clock } from '../../ports/clock.ts'
import { templateObject } from '../bridge.ts'
import type { Value } from '../runtime/value.ts'

/** `modules`: what of Python's library dbt gives to templates. `clock` says what now is. */
export function templateModules(_clock: Clock): Value {
  return templateObject({ type: 'modules', members: {} })
}
