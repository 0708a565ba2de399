import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { methods } from '../project/selection-words.ts'
import { nearest } from '../util/nearest.ts'
import type { Meaning } from './look-up-word.ts'
import type { Criterion, Group, NamedSelector } from './selector.ts'

export function emptyPart(group: string, location: Location): Diagnostic {
  return {
    code: 'select/syntax',
    message: `A part of "${group}" is empty: a comma stands between two conditions that must both hold.`,
    location,
    hint: 'Write no blanks around the comma, as in "tag:finance,layer:gold". A blank alone unites: "a b".',
  }
}

export function namesNothing(text: string, location: Location): Diagnostic {
  return {
    code: 'select/syntax',
    message: `"${text}" names nothing.`,
    location,
    hint: 'Write a name with the operators around it, such as "+orders", "orders+2" or "tag:finance+".',
  }
}

export function twoDirections(text: string, name: string, location: Location): Diagnostic {
  return {
    code: 'select/syntax',
    message: `"${text}" has "@" in front and "+" behind.`,
    location,
    hint: `"@${name}" already has everything that reads "${name}", and whatever else that reads.`,
  }
}

export function unknownMethod(method: string, location: Location): Diagnostic {
  const suggestion = nearest(method, methods)
  return {
    code: 'select/syntax',
    message: `"${method}:" is not a method of selection. The methods are ${listed(methods)}.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}:"?` }),
  }
}

export function wrongKeys({ text, value, location }: Criterion): Diagnostic {
  return {
    code: 'select/syntax',
    message: `"${text}" does not say which configuration key is meant.`,
    location,
    hint: `Write the key behind a dot, such as "config.materialized:${value}".`,
  }
}

export function wrongValue({ method, value, location }: Criterion, accepted: readonly string[]): Diagnostic {
  const suggestion = nearest(value, accepted)
  return {
    code: 'select/syntax',
    message: `"${value}" is not one of the values of "${method}:", which are ${listed(accepted)}.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${method}:${suggestion}"?` }),
  }
}

export function ambiguous(
  { value, location }: Criterion,
  chosen: Meaning,
  others: readonly [Meaning, ...Meaning[]],
): Diagnostic {
  return {
    code: 'select/ambiguous',
    message: `"${value}" is taken as ${phrase(chosen)}. It is also ${listed(others.map(phrase), 'and')}.`,
    location,
    hint: `Say which one with ${listed([chosen, ...others].map(({ method }) => `"${method}:${value}"`))}.`,
  }
}

/** `isAll`: nothing else is selected either, which makes it an error. `known`: what could have been written instead. */
export function noMatch(
  { method, value, text, location }: Criterion,
  facts: { readonly known: Iterable<string>; readonly isSource: boolean; readonly isAll: boolean },
): Diagnostic {
  // A layer may be known and have no node.
  const suggestion = nearest(
    value,
    [...facts.known].filter((name) => name !== value),
  )
  const at = text.lastIndexOf(value)
  const corrected = suggestion && text.slice(0, at) + suggestion + text.slice(at + value.length)
  return {
    code: facts.isAll ? 'select/no-match' : 'select/no-match-part',
    message:
      method === 'word'
        ? `"${shortened(value)}" is not the name of a model, seed, test, layer, folder or tag.`
        : `Nothing matches "${shortened(text)}".`,
    location,
    hint: facts.isSource
      ? `It is a source: write "source:${value}".`
      : corrected === undefined
        ? 'See what there is with: tpchmodel ls'
        : `Did you mean "${corrected}"?`,
  }
}

export function emptyIntersection({ text, location }: Group, isAll: boolean): Diagnostic {
  const what = text === undefined ? 'this intersection' : `"${text}"`
  return {
    code: isAll ? 'select/no-match' : 'select/no-match-part',
    message: `Each part of ${what} matches something, but nothing matches all of them.`,
    location,
    hint:
      text === undefined
        ? 'An intersection keeps what all parts have; a union keeps what any of them has.'
        : 'A comma keeps what both parts have; write a blank to get what either of them has.',
  }
}

/** `name`: a name, or a pattern of names. */
export function unknownSelector(name: string, location: Location, known: Iterable<string>): Diagnostic {
  const names = [...known]
  const suggestion = nearest(name, names)
  const listing =
    names.length === 0
      ? 'has none'
      : `has ${listed(
          names.map((each) => `"${each}"`),
          'and',
        )}`
  return {
    code: 'select/unknown-selector',
    message: `No selector is named "${name}"; selectors.yml ${listing}.`,
    location,
    hint:
      suggestion === undefined
        ? 'Selectors stand in selectors.yml beside the project file.'
        : `Did you mean "${suggestion}"?`,
  }
}

/** `names`: around the circle, the first one again at the end. */
export function selectorCycle(names: readonly string[], location: Location): Diagnostic {
  return {
    code: 'select/selector-cycle',
    message: `The selectors make a circle: ${names.map((name) => `"${name}"`).join(' → ')}.`,
    location,
    hint: 'Take one of these references out.',
  }
}

export function ignoredSelection(name: string): Diagnostic {
  return {
    code: 'select/ignored',
    message: `--select and --exclude have no effect beside --selector ${name}.`,
    hint: `To combine them, write --select selector:${name} and what else you want.`,
  }
}

export function emptySelector({ name, location }: NamedSelector): Diagnostic {
  return {
    code: 'select/no-match',
    message: `The selector "${name}" excludes everything that it selects.`,
    location,
    hint: 'See what there is with: tpchmodel ls',
  }
}

export function allExcluded(excluded: string, location: Location): Diagnostic {
  return {
    code: 'select/no-match',
    message: `Everything that is selected is also excluded by "${excluded}".`,
    location,
    hint: 'See what is selected with: tpchmodel ls',
  }
}

/** `folders`: where the project's files are looked for. */
export function emptyProject(folders: readonly string[]): Diagnostic {
  return {
    code: 'select/no-match',
    message: `The project has no models, seeds, sources and tests: there are none in ${listed(folders.map((folder) => `"${folder}"`))}.`,
    hint: 'Put SQL into one of these folders, or name yours in the project file: model-paths, seed-paths, test-paths.',
  }
}

/** `--select ""`. */
export function emptySelection(): Diagnostic {
  return {
    code: 'select/no-match',
    message: 'What stands behind --select is empty, so it selects nothing.',
    hint: 'Leave --select out to select everything. A variable of the shell that is not set is an empty text.',
  }
}

/** `types` are the kinds of nodes that a command or `--resource-type` leaves. */
export function noneOfType(types: readonly string[], others: number): Diagnostic {
  const wanted = types.length === 0 ? 'node' : listed(types)
  return {
    code: 'select/no-match',
    message:
      others === 0
        ? `The project has no ${wanted}.`
        : `No ${wanted} is selected; the selection has ${others} of other types.`,
    hint: 'See what is selected with: tpchmodel ls',
  }
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`
}

function phrase({ method, named, nodes }: Meaning): string {
  const data = nodes.filter(({ type }) => type !== 'test').length || nodes.length
  const count = data === 1 ? '1 node' : `${data} nodes`
  if (method !== 'fqn') return `a ${method} (${count})`
  return named === undefined ? `a folder (${count})` : `a ${named.type}`
}

function listed(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
