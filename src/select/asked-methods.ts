import { glob } from './glob.ts'
import { parseSelector } from './parse-selector.ts'
import type { Criterion, NamedSelectors, Selector } from './selector.ts'

/** The methods that a selection has, also in the selectors that it names: what has to be read for it. */
export function askedMethods(
  { select = [], exclude = [], selector }: AskedSelection,
  selectors: NamedSelectors,
): ReadonlySet<Criterion['method']> {
  const named = selector === undefined ? undefined : selectors.get(selector)?.selector
  const written = [select, exclude].map((texts) => parseSelector(texts.join(' ')))
  const open: Selector[] = [
    ...(named === undefined ? [] : [named]),
    ...(selector === undefined ? written : []).flatMap((result) => (result.ok ? result.selector : [])),
  ]
  const seen = new Set<Selector>()
  const methods = new Set<Criterion['method']>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (next.type !== 'criterion') {
      open.push(...next.parts)
      continue
    }
    methods.add(next.method)
    if (next.method !== 'selector') continue
    const isNamed = glob(next.value)
    open.push(...[...selectors.values()].filter(({ name }) => isNamed(name)).map((each) => each.selector))
  }
  return methods
}

interface AskedSelection {
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly selector?: string | undefined
}
