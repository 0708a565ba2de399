import { join, resolve } from 'node:path'
import { cacheKey, keepValue, keptValue } from '../cache/cache-file.ts'
import { programId } from '../cache/program-id.ts'
import type { Surroundings } from '../context/dbt-scope.ts'
import type { MacroLibrary } from '../context/macro-library.ts'
import { isSettled, type Read } from '../context/reads.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { KeptProject } from '../parse/kept-project.ts'
import type { ReadTexts } from '../parse/read-texts.ts'
import { answersIn, isStill, type ParseMemory, textHash } from '../parse/recall.ts'
import type { SourceFiles } from '../project/source-files.ts'
import type { Settings } from './load-settings.ts'

/** What a project is parsed from. */
export interface ParsingInput {
  readonly settings: Settings
  readonly sourceFiles: SourceFiles
  readonly texts: ReadTexts
  /** What templates see besides their own node, given the project's macros. */
  readonly surroundings: (library: MacroLibrary) => Surroundings
}

/** A project without mistakes, and what its templates read. */
export interface WholeParsing {
  readonly project: KeptProject
  readonly warnings: readonly Diagnostic[]
  readonly reads: Readonly<Record<Read, string>>
}

/** What an earlier command made from the same things. */
export interface Note {
  read(): unknown
  keep(value: unknown): void
}

/** What commands before this one found out about the project. */
export interface ParseCache {
  /** The project, where nothing at all changed that it depends on. */
  whole(): WholeParsing | undefined
  /** What single files gave. */
  memory(): ParseMemory
  keepWhole(whole: WholeParsing): void
  /** Where a command may note what it made from the whole and from `inputs`. */
  note(whole: Pick<WholeParsing, 'reads'>, inputs: readonly unknown[]): Note
  keepMemory(memory: ParseMemory): void
}

/**
 * The cache in the project's target folder. Nothing in it is found by time or size: its key holds the texts of all files,
 * and with what was found stands which variables, macros and settings were read for it. Undefined for a program that
 * cannot be told apart from another.
 */
export function parseCache({ settings, sourceFiles, texts, surroundings }: ParsingInput): ParseCache | undefined {
  const program = programId()
  if (program === undefined || texts.diagnostics.length > 0) return undefined
  const { project, target } = settings
  const folder = resolve(project.root, project.paths.target)
  const wholeFile = join(folder, 'partial_parse.bin')
  const noteFile = join(folder, 'partial_parse_note.bin')
  const filesFile = join(folder, 'partial_parse_files.bin')
  const wholeKey = cacheKey([program, project, target, sourceFiles, hashesOf(texts)])
  const { root, name, dbt, packages, allowedEnvVars } = project
  const filesKey = cacheKey([program, root, name, dbt, packages, allowedEnvVars])
  return {
    whole() {
      // The key names the program that wrote it.
      const kept = keptValue(wholeFile, wholeKey) as WholeParsing | undefined
      const answers = answersIn(surroundings({ macros: new Map() }))
      return kept !== undefined && isStill(kept.reads, answers) ? kept : undefined
    },
    // The key names the program that wrote it.
    memory: () => (keptValue(filesFile, filesKey) as ParseMemory | undefined) ?? new Map(),
    keepWhole: ({ reads, ...whole }) => keepValue(wholeFile, wholeKey, { ...whole, reads: openReads(reads) }),
    note({ reads }, inputs) {
      const key = cacheKey([wholeKey, openReads(reads), inputs])
      return { read: () => keptValue(noteFile, key), keep: (value) => keepValue(noteFile, key, value) }
    },
    keepMemory: (memory) => keepValue(filesFile, filesKey, memory),
  }
}

/** What the key of the whole does not settle. */
function openReads(reads: WholeParsing['reads']): WholeParsing['reads'] {
  return Object.fromEntries(Object.entries(reads).filter(([read]) => !isSettled(read)))
}

/** Paths and the hashes of their texts, in the order of the paths. */
function hashesOf({ texts }: ReadTexts): readonly string[] {
  const paths = [...texts.keys()].sort()
  return paths.flatMap((path) => [path, textHash(texts.get(path) ?? '')])
}
