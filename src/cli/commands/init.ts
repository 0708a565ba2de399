import { relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import * as app from '../../app/init.ts'
import type { CommandInput } from '../command-input.ts'

/** `init`: a new project. */
export async function init(input: CommandInput): Promise<number> {
  const { args, flags, folder, output } = input
  const given = { folder: args[0], name: flags.name }
  const asks = flags.yes !== true && process.stdin.isTTY === true && output.stdout.isTTY === true
  const { folder: chosen = '.', name } = asks ? await answers(given, input) : given
  const made = await app.init({ folder: resolve(folder, chosen), ...(name !== undefined && { name }) })
  if (flags.quiet !== true) output.stdout.write(report(made, relative(folder, made.folder)))
  return 0
}

interface Answers {
  readonly folder: string | undefined
  readonly name: string | undefined
}

/** Asks for what was not given. An empty answer takes what is proposed. */
async function answers({ folder, name }: Answers, input: CommandInput): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const { signal } = input.options
  const ask = async (question: string, proposed: string) => {
    const answer = await lines.question(`${question} [${proposed}] `, signal === undefined ? {} : { signal })
    return answer.trim() === '' ? proposed : answer.trim()
  }
  try {
    const chosen = folder ?? (await ask('Folder of the project:', '.'))
    if (name !== undefined) return { folder: chosen, name }
    for (;;) {
      const answer = await ask('Name of the project:', app.nameFor(resolve(input.folder, chosen)))
      const problem = app.nameProblem(answer)
      if (problem === undefined) return { folder: chosen, name: answer }
      input.output.stdout.write(`${problem}\n`)
    }
  } finally {
    lines.close()
  }
}

function report({ name, files }: app.Made, folder: string): string {
  const models = files.filter((file) => /^models\/.*\.sql$/.test(file)).length
  const where = folder === '' ? 'in this folder' : `in ${folder}/`
  const next = [
    ...(folder === '' ? [] : [`  cd ${folder}`]),
    '  tpchmodel build                             load the seed, build and test the models, publish them',
    '  tpchmodel show --select revenue_by_month    look at one',
    '  tpchmodel ls                                list what there is',
  ]
  return `Made the project "${name}" ${where}: ${models} models, a seed, a macro, tests. README.md says what is where.\n\nNext:\n${next.join('\n')}\n`
}
