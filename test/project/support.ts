import { yamlRender } from '../../src/context/yaml-scope.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { positionOf } from '../../src/diagnostics/position.ts'
import type { FileSystem } from '../../src/ports/file-system.ts'
import type { Environment } from '../../src/project/env-file.ts'
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

/** Renders as the application does, with a target called `dev`. */
export function render(environment: Environment = {}): Render {
  return yamlRender({
    environment,
    envVars: { credentials: 'readable', allowed: [] },
    variables: {},
    target: { name: 'dev' },
  })
}
