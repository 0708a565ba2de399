import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Node } from '../manifest/node.ts'

/** `feature`: begins the sentence, as one thing. `nodes`: all that need it. */
export function featureNotYet(feature: string, nodes: readonly Node[], location: Location): Diagnostic {
  const tests = nodes.filter(({ type }) => type === 'test').length
  const models = nodes.length - tests
  const isOne = nodes.length === 1
  const users = [counted(models, 'model'), counted(tests, 'test')].filter((part) => part !== '').join(' and ')
  const fate = [
    counted(models, 'model') && `the ${models === 1 ? 'model is' : 'models are'} not built`,
    counted(tests, 'test') && `the ${tests === 1 ? 'test is' : 'tests are'} not run`,
  ].filter((part) => part !== '')
  return {
    code: 'parse/not-yet',
    message: `${feature} is not there yet: ${users} ${isOne ? 'needs it, here' : 'need it, the first of them here'}.`,
    location,
    hint: `${isOne ? 'It is' : 'They are'} listed; ${fate.join(', ')}. All the rest of the project works.`,
  }
}

/** `location`: where the first of the models says that it is incremental. */
export function incrementalNotYet(models: number, location: Location): Diagnostic {
  const subject = models === 1 ? '1 model is' : `${models} models are`
  return {
    code: 'parse/not-yet',
    message: `Loading only new rows is not there yet: ${subject} incremental${models === 1 ? '' : ', the first of them here'}.`,
    location,
    hint: 'Such a model is built whole, as by its first run in dbt. A table that a database has already is left alone: --full-refresh builds it anew.',
  }
}

/** Nothing for none. */
function counted(count: number, word: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${word}` : `${count} ${word}s`
}
