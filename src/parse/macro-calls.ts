import type { MacroLibrary } from '../context/macro-library.ts'
import type { TemplateCall } from '../jinja/template.ts'

const dispatched = 'adapter.dispatch '

/** What is called, each once: names as they are written, and what `adapter.dispatch` looks for behind that word. */
export function calledNames(calls: readonly TemplateCall[]): readonly string[] {
  const names = calls.map(({ name, positional, named }) => {
    if (name !== 'adapter.dispatch') return name
    const macro = positional[0]?.value ?? named.get('macro_name')?.value
    return `${dispatched}${String(macro)}`
  })
  return [...new Set(names)]
}

/** The ids of the project's macros among called names, in their order. */
export function calledMacros(
  names: readonly string[],
  { macros }: MacroLibrary,
  packageName: string,
): readonly string[] {
  const own = `${packageName}.`
  const ids = names.flatMap((name) => {
    const candidates = name.startsWith(dispatched)
      ? ['duckdb', 'default'].map((adapter) => `${adapter}__${name.slice(dispatched.length)}`)
      : [name.startsWith(own) ? name.slice(own.length) : name]
    const found = candidates.map((candidate) => macros.get(candidate)).find((macro) => macro !== undefined)
    return found === undefined ? [] : [found.definition.id]
  })
  return [...new Set(ids)]
}
