import { compileTemplate } from './compile-template.ts'
import type { Template } from './template.ts'

/** A template whose text is known to be well formed: it is compiled at its first use. */
export function lazyTemplate(source: string, file: string): Template {
  let made: Template | undefined
  const template = (): Template => {
    made ??= compiled(source, file)
    return made
  }
  return {
    file,
    source,
    get calls() {
      return template().calls
    },
    get blocks() {
      return template().blocks
    },
    render: (scope, limits) => template().render(scope, limits),
    macro: (name, scope) => template().macro(name, scope),
    renderBlock: (name, scope, limits) => template().renderBlock(name, scope, limits),
  }
}

function compiled(source: string, file: string): Template {
  const result = compileTemplate(source, file)
  if (!result.ok) throw new Error(`Internal error: "${file}" was well formed before`)
  return result.template
}
