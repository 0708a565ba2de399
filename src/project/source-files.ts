import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import { unreadableFile } from './diagnostics.ts'
import type { Project } from './project.ts'

/** A file that the project consists of. */
export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string
  /** The folder of `model-paths` or its like that it was found in; what is between the two is part of a node's fqn. */
  readonly folder: string
}

/** The project's files by what they are, each list sorted by path and without repetition. */
export interface SourceFiles {
  readonly models: readonly SourceFile[]
  /** Models in Python. */
  readonly python: readonly SourceFile[]
  readonly snapshots: readonly SourceFile[]
  readonly seeds: readonly SourceFile[]
  readonly macros: readonly SourceFile[]
  /** Singular tests. */
  readonly tests: readonly SourceFile[]
  /** Files of `{% test %}` blocks: the folder `generic` of a test path. */
  readonly genericTests: readonly SourceFile[]
  /** `*.yml` and `*.yaml`. */
  readonly properties: readonly SourceFile[]
  /** Markdown, which may hold `{% docs %}` blocks. */
  readonly docs: readonly SourceFile[]
}

type Kind = keyof SourceFiles
type PathKind = 'models' | 'seeds' | 'macros' | 'tests' | 'snapshots' | 'docs'

const ownExtension = {
  models: 'sql',
  seeds: 'csv',
  macros: 'sql',
  tests: 'sql',
  snapshots: 'sql',
  docs: 'md',
} as const satisfies Record<PathKind, string>
const propertiesExtensions: readonly string[] = ['yml', 'yaml']

/** Lists the files of a project. A folder that cannot be listed is reported. */
export async function listSourceFiles(
  project: Pick<Project, 'paths'>,
  files: FileSystem,
): Promise<{ readonly files: SourceFiles; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = []
  const { paths } = project
  const kinds = ['models', 'seeds', 'macros', 'tests', 'snapshots', 'docs'] as const
  const folders = kinds.flatMap((kind) => (paths[kind] ?? []).map((folder) => ({ kind, folder })))
  const lists = await Promise.all(
    folders.map(async ({ kind, folder }) => {
      const listed = await listFolder(folder, files, diagnostics)
      return listed.filter((path) => !path.startsWith(`${paths.target}/`)).map((path) => ({ path, folder, kind }))
    }),
  )
  const byKind = new Map<Kind, Map<string, SourceFile>>()
  for (const { path, folder, kind } of lists.flat()) {
    const sort = kindOf({ path, folder, kind }, paths.docs === undefined)
    if (sort !== undefined) {
      const found = byKind.get(sort) ?? new Map<string, SourceFile>()
      byKind.set(sort, found.has(path) ? found : found.set(path, { path, folder }))
    }
  }
  const sorted = (kind: Kind) =>
    [...(byKind.get(kind)?.values() ?? [])].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
  return {
    files: {
      models: sorted('models'),
      python: sorted('python'),
      snapshots: sorted('snapshots'),
      seeds: sorted('seeds'),
      macros: sorted('macros'),
      tests: sorted('tests'),
      genericTests: sorted('genericTests'),
      properties: sorted('properties'),
      docs: sorted('docs'),
    },
    diagnostics,
  }
}

async function listFolder(folder: string, files: FileSystem, diagnostics: Diagnostic[]): Promise<readonly string[]> {
  try {
    return await files.list(folder)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    diagnostics.push(unreadableFile(error.message))
    return []
  }
}

interface Listed extends SourceFile {
  readonly kind: PathKind
}

/** `docsAnywhere`: Markdown counts wherever it is found. */
function kindOf({ path, folder, kind }: Listed, docsAnywhere: boolean): Kind | undefined {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (extension === ownExtension[kind]) {
    return kind === 'tests' && path.startsWith(`${folder}/generic/`) ? 'genericTests' : kind
  }
  if (kind === 'docs') return undefined
  if (kind === 'models' && extension === 'py') return 'python'
  if (propertiesExtensions.includes(extension)) return 'properties'
  return extension === 'md' && docsAnywhere ? 'docs' : undefined
}
