import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { steadyText } from './support/expect-text.ts'
import { type Outcome, type Rig, test } from './support/rig.ts'

/*
 * Every folder of test/projects is a project, on top of the default files of the rig (a dbt_project.yml takes the place
 * of its project.yml), and what a user sees of it:
 *
 *   command        lines of shell, run one after the other; `tpchmodel` is the program, and `sql …` asks the views of
 *                  the environment "dev" as a reader would
 *   expected.txt   what each line printed to both streams, and its exit code; UPDATE=1 writes it anew
 */
const folder = 'test/projects'
const titles = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []))

describe.concurrent('projects', () => {
  test.for(titles)('%s', async (title, { rig }) => {
    const own = join(folder, title)
    rig.copy(own)
    if (existsSync(join(own, 'dbt_project.yml'))) rmSync(join(rig.folder, 'project.yml'))
    const seen = await transcript(readFileSync(join(own, 'command'), 'utf8'), rig)
    const file = join(own, 'expected.txt')
    if (process.env['UPDATE'] === '1') writeFileSync(file, seen)
    expect(seen).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '')
  })
})

async function transcript(commands: string, rig: Rig): Promise<string> {
  const parts: string[] = []
  for (const line of commands.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    const printed = line.startsWith('sql ') ? await rowsText(line.slice(4), rig) : outcomeText(await rig.shell(line))
    parts.push(`$ ${line}\n${steadyText(printed, rig.folder)}`)
  }
  return parts.join('\n')
}

async function rowsText(query: string, rig: Rig): Promise<string> {
  const rows = await rig.sql(query)
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function outcomeText({ exitCode, stdout, stderr }: Outcome): string {
  return `${stdout}${stderr === '' ? '' : `[stderr]\n${stderr}`}[exit ${exitCode}]\n`
}
