import { join } from 'node:path'
import { FileError } from '../ports/file-system.ts'
import { type Environment, loadEnvironment } from '../project/env-file.ts'
import { findProject } from '../project/find-project.ts'
import { flagsSchema } from '../project/flags-schema.ts'
import type { ProjectFlags } from '../project/project-flags.ts'
import { readValue } from '../project/read-value.ts'
import { readTextFile } from '../project/text-file.ts'
import { readYaml } from '../project/yaml.ts'
import { entryOf } from '../project/yaml-node.ts'

/** What may say the same as a flag of the command line: the environment, with the project's `.env`, and the project's `flags:`. */
export interface FlagSources {
  /** The project's folder; undefined where there is none, which the command itself will say. */
  readonly root: string | undefined
  readonly environment: Environment
  readonly project: ProjectFlags
}

/** Mistakes in the files are left for the command to tell. */
export async function flagSources(projectDir: string, processEnvironment: Environment): Promise<FlagSources> {
  const found = await findProject(projectDir)
  if (!found.ok) return { root: undefined, environment: processEnvironment, project: {} }
  const { root, file } = found
  const { environment } = await loadEnvironment(root, processEnvironment)
  return { root, environment, project: readFlags(textOf(root, file), file) }
}

function textOf(root: string, file: string): string {
  try {
    return readTextFile(join(root, file), file) ?? ''
  } catch (error) {
    if (error instanceof FileError) return ''
    throw error
  }
}

/** Most projects have none, and their file need not be understood twice. */
function readFlags(text: string, file: string): ProjectFlags {
  if (!/^["']?(?:flags|log-path)["']?\s*:/m.test(text)) return {}
  const { root } = readYaml(text, file, { repeatedKeys: 'warn' })
  const path = entryOf(root, 'log-path')?.value
  const own = path?.type === 'scalar' && typeof path.value === 'string' ? { log_path: path.value } : {}
  const node = entryOf(root, 'flags')?.value
  if (node === undefined) return own
  const render = () => {
    throw new Error('templates are rendered when the project is loaded')
  }
  const context = { file, isDbt: true, render, report: () => undefined }
  return { ...own, ...readValue(flagsSchema, node, '"flags"', context) }
}
