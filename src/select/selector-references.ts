import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { selectorCycle, unknownSelector } from './diagnostics.ts'
import { glob } from './glob.ts'
import type { Criterion, NamedSelector, NamedSelectors, Selector } from './selector.ts'

/** What is wrong with `selector:` of a selector: names that none of `known` is. */
export function unknownSelectors(selector: Selector, known: Iterable<string>): readonly Diagnostic[] {
  const names = [...known]
  return references(selector)
    .filter(({ value }) => !names.some(glob(value)))
    .map(({ value, location }) => unknownSelector(value, location, names))
}

/** Selectors that are made of themselves, each circle once. */
export function selectorCycles(selectors: NamedSelectors): readonly Diagnostic[] {
  const done = new Set<string>()
  const cycles: Diagnostic[] = []
  const follow = (named: NamedSelector, above: readonly string[]) => {
    const path = [...above, named.name]
    for (const { next, location } of successors(named, selectors)) {
      const at = path.indexOf(next.name)
      if (at !== -1) cycles.push(selectorCycle([...path.slice(at), next.name], location))
      else if (!done.has(next.name)) follow(next, path)
    }
    done.add(named.name)
  }
  for (const named of selectors.values()) if (!done.has(named.name)) follow(named, [])
  return cycles
}

function successors({ selector }: NamedSelector, selectors: NamedSelectors) {
  return references(selector).flatMap((criterion) =>
    namedBy(criterion, selectors).map((next) => ({ next, location: criterion.location })),
  )
}

function references(selector: Selector): readonly Criterion[] {
  if (selector.type === 'criterion') return selector.method === 'selector' ? [selector] : []
  return selector.parts.flatMap(references)
}

function namedBy({ value }: Criterion, selectors: NamedSelectors): readonly NamedSelector[] {
  const isNamed = glob(value)
  return [...selectors.values()].filter(({ name }) => isNamed(name))
}
