import { resolve } from 'node:path'
import {
  definedSelectors,
  profileWords,
  projectMacros,
  projectSelectors,
  projectTests,
} from '../../app/project-words.ts'
import { codes } from '../../diagnostics/codes.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { bashLine, bashReplies } from '../bash-line.ts'
import type { CommandInput } from '../command-input.ts'
import { completionScripts } from '../completion-scripts.ts'
import { completions, type LineFlags, type ProjectNames } from '../completions.ts'
import { unknownShell } from '../diagnostics.ts'

/** `completion`: the script of a shell, or with words behind it what could stand in the place of the last. */
export async function completion(input: CommandInput): Promise<number> {
  const [shell = '', ...words] = input.args
  const script = completionScripts[shell]
  if (script === undefined) throw new ProjectError([unknownShell(shell, Object.keys(completionScripts))])
  const found = words.length === 0 ? undefined : await foundFor(shell, words, namesOf(input))
  input.output.stdout.write(found === undefined ? script : found.map((word) => `${word}\n`).join(''))
  return 0
}

/** bash gives its line, and the characters at which it breaks words. */
async function foundFor(shell: string, words: readonly string[], names: ProjectNames): Promise<readonly string[]> {
  if (shell !== 'bash') return completions(words, names)
  const [text = '', breaks = ''] = words
  const line = bashLine(text)
  return bashReplies(await completions(line.words, names), line, breaks)
}

/** What the line says of the project is stronger than what the environment does. */
function namesOf({ options, folder }: CommandInput): ProjectNames {
  const placed = ({ projectDir, profilesDir, ...named }: LineFlags) => ({
    ...options,
    ...named,
    ...(projectDir !== undefined && { projectDir: resolve(folder, projectDir) }),
    ...(profilesDir !== undefined && { profilesDir: resolve(folder, profilesDir) }),
  })
  return {
    selectors: (flags, begun) => projectSelectors(placed(flags), begun),
    defined: (flags) => definedSelectors(placed(flags)),
    macros: (flags) => projectMacros(placed(flags)),
    tests: (flags) => projectTests(placed(flags)),
    targets: async (flags) => (await profileWords(placed(flags))).targets,
    profiles: async (flags) => (await profileWords(placed(flags))).profiles,
    codes: () => Object.keys(codes),
  }
}
