import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import { unreadableFile } from './diagnostics.ts'

/** The texts of files by path, read at the same time. A file that cannot be read is a diagnostic and has no text. */
export async function readTexts(
  paths: readonly string[],
  files: FileSystem,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] }> {
  const texts = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  await Promise.all(
    paths.map(async (path) => {
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
