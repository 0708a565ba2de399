import type { LibraryMacro, MacroLibrary } from '../context/macro-library.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { lazyTemplate } from '../jinja/lazy-template.ts'
import type { Template, TemplateBlock } from '../jinja/template.ts'
import type { MacroPatch } from '../manifest/node.ts'
import type { MacroProperties, Properties } from '../project/properties.ts'
import type { Describe } from './describe.ts'
import { duplicateName, undescribed } from './diagnostics.ts'
import { calledMacros, calledNames } from './macro-calls.ts'
import type { ParseContext } from './parse-context.ts'

export interface MacroInput {
  readonly packageName: string
  /** Texts of files of macros and generic tests by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly properties: readonly Pick<Properties, 'file' | 'macros'>[]
  readonly describe: Describe
  readonly recall: ParseContext['recall']
}

/** What of a block is known without compiling its file. */
type MacroBlock = Pick<TemplateBlock, 'type' | 'name' | 'parameters' | 'location' | 'adapter'> & {
  /** Names that it calls, and what it dispatches behind `dispatch `. */
  readonly calls: readonly string[]
}

/** Compiles every file of macros. Each mistake is reported; the library holds what is in order. */
export function parseMacros({ packageName, texts, properties, describe, recall }: MacroInput): {
  readonly library: MacroLibrary
  readonly diagnostics: readonly Diagnostic[]
} {
  const macros = new Map<string, LibraryMacro>()
  const diagnostics: Diagnostic[] = []
  const patches = new Map(properties.flatMap(({ file, macros: all }) => all.map((said) => [said.name, { file, said }])))
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { template, blocks } = readMacros(path, text, { recall, report: (found) => diagnostics.push(found) })
    for (const block of blocks) {
      const name = macroName(block)
      const first = macros.get(name)
      if (first === undefined) {
        macros.set(name, libraryMacro(template, block, { packageName, describe, patch: patches.get(name) }))
      } else {
        diagnostics.push(duplicateName('macros', name, block.location, first.definition.location))
      }
    }
  }
  for (const [name, { said }] of patches) {
    if (!macros.has(name)) diagnostics.push(undescribed('macro', name, said.location, [...macros.keys()]))
  }
  return { library: { macros: withCallsResolved(macros) }, diagnostics }
}

/** Calls by the ids of what is called, now that all macros are known. */
function withCallsResolved(macros: ReadonlyMap<string, LibraryMacro>): ReadonlyMap<string, LibraryMacro> {
  return new Map(
    [...macros].map(([name, macro]) => {
      const { definition } = macro
      const calls = calledMacros(definition.calls, { macros }, definition.packageName)
      return [name, { ...macro, definition: { ...definition, calls } }]
    }),
  )
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

function outlineOf({ type, name, parameters, location, adapter, calls }: TemplateBlock): MacroBlock {
  return { type, name, parameters, location, calls: calledNames(calls), ...(adapter !== undefined && { adapter }) }
}

function isCallable({ type }: TemplateBlock): boolean {
  return type === 'macro' || type === 'test' || type === 'materialization'
}

/** Tests and materializations share the namespace of macros under a prefix, as in dbt; the latter are one for each adapter. */
function macroName({ type, name, adapter = 'default' }: MacroBlock): string {
  if (type === 'macro') return name
  return type === 'materialization' ? `${type}_${name}_${adapter}` : `${type}_${name}`
}

interface Describing {
  readonly packageName: string
  readonly describe: Describe
  readonly patch: { readonly file: string; readonly said: MacroProperties } | undefined
}

function patchOf({ file, said }: NonNullable<Describing['patch']>, describe: Describe): MacroPatch {
  const args = said.arguments.map(({ name, type, description }) => ({
    name,
    ...(type !== undefined && { type }),
    description: describe(description).description,
  }))
  return { path: file, arguments: args, meta: said.meta, docs: said.docs }
}

function libraryMacro(
  template: Template,
  block: MacroBlock,
  { packageName, describe, patch }: Describing,
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
      description: describe(patch?.said.description).description,
      arguments: block.parameters,
      calls: block.calls,
      ...(patch !== undefined && { patch: patchOf(patch, describe) }),
    },
  }
}
