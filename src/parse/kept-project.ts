import type { Surroundings } from '../context/dbt-scope.ts'
import type { LibraryMacro, MacroLibrary } from '../context/macro-library.ts'
import { lazyTemplate } from '../jinja/lazy-template.ts'
import type { Template } from '../jinja/template.ts'
import { nodeNames } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { ParsedProject } from './parse-project.ts'

/** A parsed project as plain data, which can be written to a file: its templates are named by their files. */
export interface KeptProject {
  readonly manifest: Manifest
  readonly templates: readonly (readonly [id: NodeId, path: string])[]
  readonly macros: readonly (readonly [name: string, id: string, blockName: string])[]
}

type Texts = ReadonlyMap<string, string>

/** Undefined where a template is not the text of its file. */
export function keptProject(
  { manifest, templates, surroundings }: ParsedProject,
  texts: Texts,
): KeptProject | undefined {
  const macros = [...surroundings.library.macros]
  const all = [...templates.values(), ...macros.map(([, { template }]) => template)]
  if (!all.every(({ file, source }) => texts.get(file) === source)) return undefined
  return {
    manifest,
    templates: [...templates].map(([id, { file }]) => [id, file]),
    macros: macros.map(([name, { definition, blockName }]) => [name, definition.id, blockName]),
  }
}

/** The project that was kept, over the same texts. Its templates are compiled when they are used. */
export function restoredProject(
  { manifest, templates, macros }: KeptProject,
  { texts, surroundings }: { readonly texts: Texts; readonly surroundings: (library: MacroLibrary) => Surroundings },
): ParsedProject {
  const made = new Map<string, Template>()
  const templateOf = (path: string): Template => {
    const known = made.get(path) ?? lazyTemplate(texts.get(path) ?? '', path)
    made.set(path, known)
    return known
  }
  const library = macros.flatMap(([name, id, blockName]): readonly (readonly [string, LibraryMacro])[] => {
    const definition = manifest.macros.get(id)
    return definition === undefined ? [] : [[name, { definition, template: templateOf(definition.path), blockName }]]
  })
  return {
    manifest,
    names: nodeNames(manifest.nodes),
    templates: new Map(templates.map(([id, path]) => [id, templateOf(path)])),
    surroundings: surroundings({ macros: new Map(library) }),
  }
}
