import type { Value } from '../jinja/runtime/value.ts'
import type { Scope, Template } from '../jinja/template.ts'
import type { MacroDefinition } from '../manifest/node.ts'

export interface LibraryMacro {
  readonly definition: MacroDefinition
  readonly template: Template
  /** The name between the tags, without the prefix of its kind. */
  readonly blockName: string
}

/** Every macro of the project by name; `test_` and `materialization_` stand before the names of those two kinds. */
export interface MacroLibrary {
  readonly macros: ReadonlyMap<string, LibraryMacro>
}

export interface MacroUse {
  readonly scope: Scope
  /** Told the id of each macro that is looked up. */
  readonly onUse: (id: string) => void
  /** Told each name that is looked up, also one that no macro has. */
  readonly onLookUp: (name: string) => void
}

/** Looks macros up for one rendering, so that each sees that rendering's scope; each is made at its first use. */
export function macroLookup(library: MacroLibrary, use: () => MacroUse): (name: string) => Value {
  const made = new Map<string, Value>()
  return (name) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const macro = library.macros.get(name)
    const { scope, onUse, onLookUp } = use()
    onLookUp(name)
    if (macro === undefined) return undefined
    onUse(macro.definition.id)
    const value = macro.template.macro(macro.blockName, scope)
    made.set(name, value)
    return value
  }
}
