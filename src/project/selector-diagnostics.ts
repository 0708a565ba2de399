import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { wrongValue } from './diagnostics.ts'
import type { Located } from './located.ts'

/** A mapping that gives methods as keys, and more than one. */
export function severalMethods(keys: readonly string[], location: Location): Diagnostic {
  const named = keys.map((key) => `"${key}"`).join(', ')
  return wrongValue('The rule', `has several keys (${named}), and is to have one method`, {
    location,
    hint: 'Write each as an item of "union:" or "intersection:", or one of them as "method:" and "value:".',
  })
}

/** `exclude` where there is nothing that it could take away from. */
export function loneExclude(location: Location): Diagnostic {
  return wrongValue('"exclude"', 'takes away from what stands beside it, and nothing does', {
    location,
    hint: 'Write it as an item of "union:" or "intersection:", or below "method:" and "value:".',
  })
}

export function secondExclude(first: Location, second: Location): Diagnostic {
  return {
    ...wrongValue('"exclude"', 'stands in this list a second time', {
      location: second,
      hint: 'Put everything that is excluded into one list.',
    }),
    related: [{ message: 'The first one is here.', location: first }],
  }
}

/** Keys beside `union` or `intersection` of a definition. */
export function besideSet(set: string, key: string, location: Location): Diagnostic {
  return {
    code: 'project/unknown-key',
    message: `"${key}" stands beside "${set}", which stands alone in a definition.`,
    location,
    hint: `Make it an item of "${set}".`,
  }
}

/** Two selectors of one name: an error, or a warning where the last one counts. */
export function repeatedSelector(
  name: string,
  { first, second, isError }: { readonly first: Location; readonly second: Location; readonly isError: boolean },
): Diagnostic {
  return {
    code: isError ? 'project/wrong-value' : 'project/ignored-key',
    message: `The selector "${name}" is defined a second time${isError ? '.' : '; the last definition counts.'}`,
    location: second,
    related: [{ message: 'The first one is here.', location: first }],
  }
}

export function secondDefault(first: Located<string>, second: Located<string>): Diagnostic {
  const problem = `is a default, and "${first.value}" is one already`
  return {
    ...wrongValue(`The selector "${second.value}"`, problem, {
      location: second.location,
      hint: 'One selector at most has "default: true".',
    }),
    related: [{ message: 'The other one is here.', location: first.location }],
  }
}
