import type { LibraryMacro, MacroLibrary } from '../context/macro-library.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import type { Template, TemplateBlock } from '../jinja/template.ts'
import type { MacroProperties } from '../project/properties.ts'
import { duplicateName } from './diagnostics.ts'

export interface MacroInput {
  readonly packageName: string
  /** Texts of files of macros and generic tests by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly properties: readonly MacroProperties[]
}

/** Compiles every file of macros. Each mistake is reported; the library holds what is in order. */
export function parseMacros({ packageName, texts, properties }: MacroInput): {
  readonly library: MacroLibrary
  readonly diagnostics: readonly Diagnostic[]
} {
  const macros = new Map<string, LibraryMacro>()
  const diagnostics: Diagnostic[] = []
  const described = new Map(properties.map((macro) => [macro.name, macro.description?.value ?? '']))
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const compiled = compileTemplate(text, path)
    if (!compiled.ok) {
      diagnostics.push(...compiled.diagnostics)
      continue
    }
    for (const block of compiled.template.blocks.filter(isCallable)) {
      const name = macroName(block)
      const first = macros.get(name)
      if (first === undefined) {
        macros.set(
          name,
          libraryMacro(compiled.template, block, { packageName, description: described.get(name) ?? '' }),
        )
      } else {
        diagnostics.push(duplicateName('macros', name, block.location, first.definition.location))
      }
    }
  }
  return { library: { macros }, diagnostics }
}

function isCallable({ type }: TemplateBlock): boolean {
  return type === 'macro' || type === 'test' || type === 'materialization'
}

/** Tests and materializations share the namespace of macros under a prefix, as in dbt. */
function macroName({ type, name }: TemplateBlock): string {
  return type === 'macro' ? name : `${type}_${name}`
}

function libraryMacro(
  template: Template,
  block: TemplateBlock,
  { packageName, description }: { readonly packageName: string; readonly description: string },
): LibraryMacro {
  const name = macroName(block)
  const { start, end } = block.location
  return {
    template,
    blockName: block.name,
    definition: {
      id: `macro.${packageName}.${name}`,
      name,
      packageName,
      path: template.file,
      location: block.location,
      text: template.source.slice(start, end),
      description,
      arguments: block.parameters,
    },
  }
}
