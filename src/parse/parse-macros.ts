import type { LibraryMacro, MacroLibrary } from '../context/macro-library.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { lazyTemplate } from '../jinja/lazy-template.ts'
import type { Template, TemplateBlock } from '../jinja/template.ts'
import type { MacroProperties } from '../project/properties.ts'
import { duplicateName } from './diagnostics.ts'
import type { ParseContext } from './parse-context.ts'

export interface MacroInput {
  readonly packageName: string
  /** Texts of files of macros and generic tests by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly properties: readonly MacroProperties[]
  readonly recall: ParseContext['recall']
}

/** What of a block is known without compiling its file. */
type MacroBlock = Pick<TemplateBlock, 'type' | 'name' | 'parameters' | 'location' | 'adapter'>

/** Compiles every file of macros. Each mistake is reported; the library holds what is in order. */
export function parseMacros({ packageName, texts, properties, recall }: MacroInput): {
  readonly library: MacroLibrary
  readonly diagnostics: readonly Diagnostic[]
} {
  const macros = new Map<string, LibraryMacro>()
  const diagnostics: Diagnostic[] = []
  const described = new Map(properties.map((macro) => [macro.name, macro.description?.value ?? '']))
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { template, blocks } = readMacros(path, text, { recall, report: (found) => diagnostics.push(found) })
    for (const block of blocks) {
      const name = macroName(block)
      const first = macros.get(name)
      if (first === undefined) {
        macros.set(name, libraryMacro(template, block, { packageName, description: described.get(name) ?? '' }))
      } else {
        diagnostics.push(duplicateName('macros', name, block.location, first.definition.location))
      }
    }
  }
  return { library: { macros }, diagnostics }
}

/** A file of macros and its blocks; none, with diagnostics, where it is not well formed. */
function readMacros(
  path: string,
  text: string,
  { recall, report }: Pick<ParseContext, 'recall' | 'report'>,
): { readonly template: Template; readonly blocks: readonly MacroBlock[] } {
  let template: Template | undefined
  const blocks = recall({
    kind: 'macros',
    path,
    text,
    isGood: (value) => value !== undefined,
    make: () => {
      const compiled = compileTemplate(text, path)
      if (!compiled.ok) {
        compiled.diagnostics.forEach(report)
        return undefined
      }
      template = compiled.template
      return template.blocks.filter(isCallable).map(outlineOf)
    },
  })
  return { template: template ?? lazyTemplate(text, path), blocks: blocks ?? [] }
}

function outlineOf({ type, name, parameters, location, adapter }: TemplateBlock): MacroBlock {
  return { type, name, parameters, location, ...(adapter !== undefined && { adapter }) }
}

function isCallable({ type }: TemplateBlock): boolean {
  return type === 'macro' || type === 'test' || type === 'materialization'
}

/** Tests and materializations share the namespace of macros under a prefix, as in dbt; the latter are one for each adapter. */
function macroName({ type, name, adapter = 'default' }: MacroBlock): string {
  if (type === 'macro') return name
  return type === 'materialization' ? `${type}_${name}_${adapter}` : `${type}_${name}`
}

function libraryMacro(
  template: Template,
  block: MacroBlock,
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
