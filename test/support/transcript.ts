import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { steadyText } from './expect-text.ts'
import type { Outcome } from './in-process.ts'
import type { Rig, RunOptions } from './rig.ts'

/**
 * Puts a folder of test/projects or its like into a rig. A dbt_project.yml takes the place of the default project.yml.
 */
export function useProject(folder: string, rig: Rig): void {
  rig.copy(folder)
  // What is expected is no part of the project, and is not there when it is written for the first time.
  rmSync(join(rig.folder, 'expected.txt'), { force: true })
  if (existsSync(join(folder, 'dbt_project.yml'))) rmSync(join(rig.folder, 'project.yml'))
}

export interface TranscriptOptions extends RunOptions {
  /** Lines that need no shell are run in this process. */
  readonly isHere?: boolean
}

/**
 * What a user sees who types the lines of the project's `command`, one after the other: both streams and the exit code
 * of each. `sql …` is no command but asks the views of the environment "dev", as a reader would.
 */
export async function transcript(rig: Rig, { isHere = false, ...options }: TranscriptOptions = {}): Promise<string> {
  const lines = rig.read('command').split('\n')
  const parts: string[] = []
  for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
    const run = async () => (isHere ? await rig.here(line, options) : undefined) ?? (await rig.shell(line, options))
    const printed = line.startsWith('sql ') ? await rowsText(line.slice(4), rig) : outcomeText(await run())
    parts.push(`$ ${line}\n${steadyText(printed, rig.folder)}`)
  }
  return parts.join('\n')
}

/** The text that a file holds; with UPDATE=1 the file is written anew first. */
export function expectedText(file: string, seen: string): string {
  if (process.env['UPDATE'] === '1') writeFileSync(file, seen)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

async function rowsText(query: string, rig: Rig): Promise<string> {
  const rows = await rig.sql(query)
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function outcomeText({ exitCode, stdout, stderr }: Outcome): string {
  return `${stdout}${stderr === '' ? '' : `[stderr]\n${stderr}`}[exit ${exitCode}]\n`
}
