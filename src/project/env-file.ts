import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { closedEnvFile, misreadEnvLine } from './diagnostics.ts'
import { codeOf } from './text-file.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A switch of dbt's in the environment, which is on where nobody turned it off. */
export function isOn(environment: Environment, name: string): boolean {
  return !['0', 'false', 'f', 'no', 'n', 'off'].includes(environment[name]?.toLowerCase() ?? '')
}

export interface EnvFile {
  readonly variables: Readonly<Record<string, string>>
  readonly diagnostics: readonly Diagnostic[]
}

const line = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' }

/**
 * Reads the text of a `.env` file: `KEY=value`, `export KEY=value`, `'…'` as it stands, `"…"` with `\n`, `\t`, `\"` and
 * `\\`, comments behind `#`. Values are not expanded (`$OTHER` stays), and end with their line. The last of two lines
 * for one name counts.
 */
export function parseEnvFile(text: string, file: string): EnvFile {
  const variables: Record<string, string> = {}
  const diagnostics: Diagnostic[] = []
  let start = 0
  for (const written of text.split('\n')) {
    const content = written.trimEnd()
    const [, name, value] = line.exec(content) ?? []
    const parsed = value === undefined ? undefined : parseValue(value)
    if (name !== undefined && parsed !== undefined) variables[name] = parsed
    else if (content.trim() !== '' && !content.trimStart().startsWith('#')) {
      diagnostics.push(misreadEnvLine({ file, start, end: start + content.length }))
    }
    start += written.length + 1
  }
  return { variables, diagnostics }
}

function parseValue(value: string): string | undefined {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value.replace(/(?:^|\s+)#.*$/, '')
  const pattern = quote === '"' ? /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/ : /^'([^']*)'\s*(?:#.*)?$/
  const inner = pattern.exec(value)?.[1]
  return quote === '"' ? inner?.replace(/\\(.)/g, (written, letter: string) => escapes[letter] ?? written) : inner
}

/** The environment of a project: the process's, and for names it lacks the `.env` file in the project's folder. */
export async function loadEnvironment(
  root: string,
  processEnvironment: Environment,
): Promise<{ readonly environment: Environment; readonly warnings: readonly Diagnostic[] }> {
  const { variables, diagnostics } = await readEnvFile(join(root, '.env'))
  return { environment: { ...variables, ...processEnvironment }, warnings: diagnostics }
}

async function readEnvFile(path: string): Promise<EnvFile> {
  try {
    const text = await readFile(path, 'utf8')
    return parseEnvFile(text.replace(/^\uFEFF/, ''), '.env')
  } catch (error) {
    const code = codeOf(error)
    // A folder of that name is a virtual environment of Python.
    if (code === 'ENOENT' || code === 'EISDIR') return { variables: {}, diagnostics: [] }
    if (code !== 'EACCES') throw error
    return { variables: {}, diagnostics: [closedEnvFile('.env')] }
  }
}
