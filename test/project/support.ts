import { codes } from '../../src/diagnostics/codes.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { positionOf } from '../../src/diagnostics/position.ts'
import { TemplateError } from '../../src/jinja/template.ts'
import type { FileSystem } from '../../src/ports/file-system.ts'
import type { Environment } from '../../src/project/env-file.ts'
import { envVar } from '../../src/project/env-var.ts'
import type { Render } from '../../src/project/render-node.ts'

/** One line a diagnostic, as a user would point at it: `3:5 project/unknown-key: message Hint.` */
export function shown(diagnostics: readonly Diagnostic[], text: string): readonly string[] {
  return diagnostics.map(({ code, message, location, hint }) => {
    const { line, column } = positionOf(text, location?.start ?? 0)
    const found = location === undefined ? '' : JSON.stringify(text.slice(location.start, location.end))
    const place = location === undefined ? '-' : `${line}:${column} ${found}`
    return `${place} ${codes[code].severity === 'warning' ? 'warning ' : ''}${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`
  })
}

/** Files in memory. */
export function memoryFiles(files: Readonly<Record<string, string>>): FileSystem {
  return {
    list: async (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort(),
    read: async (path) => files[path],
  }
}

const expression = /\{\{\s*(.*?)\s*\}\}/g

/** Renders what the tests of this room need: `env_var('X', 'default') | as_number`, `target.name`, whole numbers. */
export function standInRender(environment: Environment = {}): Render {
  const read = envVar(environment, { credentials: 'readable', allowed: [] })
  const evaluate = (source: string): unknown => {
    const [, name = '', byDefault, filter] = /^env_var\('(\w+)'(?:, '(.*)')?\)(?: \| (\w+))?$/.exec(source) ?? []
    if (name !== '') return filter === 'as_number' ? Number(read(name, byDefault)) : read(name, byDefault)
    if (/^\d+$/.test(source)) return Number(source)
    if (source === 'target.name') return 'dev'
    throw new TemplateError({ code: 'parse/template', message: `"${source}" is not understood.` })
  }
  return (text) => {
    const [whole, inner = ''] = /^\{\{\s*(.*?)\s*\}\}$/.exec(text) ?? []
    return whole === undefined
      ? text.replace(expression, (_, source: string) => String(evaluate(source)))
      : evaluate(inner)
  }
}
