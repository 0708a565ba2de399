/** The project's files as one stage reads them: the disk, or an editor's open buffers. Paths are relative to the project. */
export interface FileSystem {
  /** Every file below a folder, sorted, with forward slashes; a folder that is not there has none. */
  list(folder: string): Promise<readonly string[]>
  /** The file's text without a byte order mark, or undefined when there is no such file. Throws `FileError`. */
  read(path: string): Promise<string | undefined>
}

/** A file that is there and cannot be read as text. */
export class FileError extends Error {
  override readonly name = 'FileError'
}
