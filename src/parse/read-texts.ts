import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import type { SourceFiles } from '../project/source-files.ts'
import { unreadableFile } from './diagnostics.ts'

export interface ReadTexts {
  /** By path. */
  readonly texts: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** The texts of what is parsed, read at the same time. A file that cannot be read is a diagnostic and has no text. */
export async function readTexts(sources: SourceFiles, files: FileSystem): Promise<ReadTexts> {
  const { models, python, snapshots, macros, genericTests, tests, properties, docs } = sources
  const texts = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  await Promise.all(
    [models, python, snapshots, macros, genericTests, tests, properties, docs].flat().map(async ({ path }) => {
      try {
        const text = await files.read(path)
        if (text !== undefined) texts.set(path, text)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        diagnostics.push(unreadableFile(path, error.message))
      }
    }),
  )
  return { texts, diagnostics }
}
