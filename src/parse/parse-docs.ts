import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { hasTags } from '../jinja/compile-template.ts'
import { globals } from '../jinja/globals.ts'
import type { Scope } from '../jinja/template.ts'
import type { DocsBlock } from '../manifest/docs-block.ts'
import type { SourceFile } from '../project/source-files.ts'
import { brokenDocs, duplicateDocs } from './diagnostics.ts'
import { renderPart } from './render-part.ts'

export interface DocsInput {
  readonly packageName: string
  /** Of Markdown, sorted. */
  readonly files: readonly SourceFile[]
  /** By path. */
  readonly texts: ReadonlyMap<string, string>
  readonly report: (diagnostic: Diagnostic) => void
}

/** The `{% docs %}` blocks of Markdown files by name. Everything around them is anything, as in dbt. */
export function parseDocs({ packageName, files, texts, report }: DocsInput): ReadonlyMap<string, DocsBlock> {
  const blocks = new Map<string, DocsBlock>()
  for (const { path, folder } of files) {
    const text = texts.get(path) ?? ''
    for (const { name, location, start, end } of docsIn(path, text, report)) {
      const first = blocks.get(name)
      if (first !== undefined) report(duplicateDocs(name, location, first.location))
      const content = rendered(text.slice(start, end), { path, start }, report)
      if (first !== undefined || content === undefined) continue
      const id = `doc.${packageName}.${name}`
      blocks.set(name, { id, name, packageName, path, folder, location, text: content.trim() })
    }
  }
  return blocks
}

interface FoundBlock {
  readonly name: string
  readonly location: Location
  /** Of what stands between its tags. */
  readonly start: number
  readonly end: number
}

/** A comment, what is raw, or a tag. */
const tags = /\{#[\s\S]*?#\}|\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}|\{%-?\s*(docs|enddocs)\b([\s\S]*?)-?%\}/g

function docsIn(path: string, text: string, report: DocsInput['report']): readonly FoundBlock[] {
  const found: FoundBlock[] = []
  let open: Omit<FoundBlock, 'end'> | undefined
  const words = [...text.matchAll(tags)].filter(({ 1: word }) => word !== undefined)
  for (const { 0: tag, 1: word, 2: said = '', index } of words) {
    const location = { file: path, start: index, end: index + tag.length }
    const isEnd = word === 'enddocs'
    if (open !== undefined && isEnd) found.push({ ...open, end: index })
    else if (open !== undefined) report(brokenDocs(`begins inside of "${open.name}"`, location, open.location))
    open = isEnd ? undefined : opened(said, location, report)
  }
  if (open !== undefined) report(brokenDocs('is not closed with {% enddocs %}', open.location))
  return found
}

function opened(said: string, location: Location, report: DocsInput['report']): Omit<FoundBlock, 'end'> | undefined {
  const name = /^\s+([A-Za-z_]\w*)\s*$/.exec(said)?.[1]
  if (name !== undefined) return { name, location, start: location.end }
  report(brokenDocs('needs a name of letters, digits and "_"', location))
  return undefined
}

const scope: Scope = { get: (name) => globals.get(name), names: () => globals.keys() }

function rendered(
  text: string,
  { path, start }: { readonly path: string; readonly start: number },
  report: DocsInput['report'],
): string | undefined {
  if (!hasTags(text)) return text
  const place = (found: Location | undefined) =>
    found && { file: path, start: start + found.start, end: start + found.end }
  return renderPart(text, { file: path, scope, place, report })
}
