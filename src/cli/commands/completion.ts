import { projectMacros, projectWords } from '../../app/project-words.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import type { CommandInput } from '../command-input.ts'
import { completionScripts } from '../completion-scripts.ts'
import { completions } from '../completions.ts'
import { unknownShell } from '../diagnostics.ts'

/** `completion`: the script of a shell, or with words behind it what could stand in the place of the last. */
export async function completion({ args: [shell = '', ...words], options, output }: CommandInput): Promise<number> {
  const script = completionScripts[shell]
  if (script === undefined) throw new ProjectError([unknownShell(shell, Object.keys(completionScripts))])
  if (words.length === 0) {
    output.stdout.write(script)
    return 0
  }
  const found = await completions(words, {
    selectors: () => projectWords(options),
    macros: () => projectMacros(options),
  })
  output.stdout.write(found.map((word) => `${word}\n`).join(''))
  return 0
}
