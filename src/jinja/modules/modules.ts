import type { Clock } from '../../ports/clock.ts'
import type { Value } from '../runtime/value.ts'
import { datetimeModule } from './datetime.ts'
import { itertoolsModule } from './itertools.ts'
import { library } from './member-object.ts'
import { pytzModule } from './pytz.ts'
import { reModule } from './re.ts'

/** `modules`: what of Python's library dbt gives to templates. `clock` says what now is. */
export function templateModules(clock: Clock): Value {
  return library('modules', {
    datetime: datetimeModule(clock),
    pytz: pytzModule(),
    re: reModule(),
    itertools: itertoolsModule(),
  })
}
