import { compileTemplate } from './compile-template.ts'
import type { Value } from './runtime/value.ts'
import type { Rendered, RenderLimits, Scope, Template } from './template.ts'

/** A template whose text is known to be well formed: it is compiled at its first use. */
export function lazyTemplate(source: string, file: string): Template {
  return new LazyTemplate(source, file)
}

// A class, because there are thousands: getters of an object literal are part of its shape, so that V8 makes a shape for
// each such object, and all that its getters reach is kept until the next collection of everything.
class LazyTemplate implements Template {
  readonly source: string
  readonly file: string
  #made: Template | undefined

  constructor(source: string, file: string) {
    this.source = source
    this.file = file
  }

  get calls(): Template['calls'] {
    return this.#template().calls
  }

  get blocks(): Template['blocks'] {
    return this.#template().blocks
  }

  render(scope: Scope, limits?: RenderLimits): Rendered {
    return this.#template().render(scope, limits)
  }

  macro(name: string, scope: Scope): Value {
    return this.#template().macro(name, scope)
  }

  renderBlock(name: string, scope: Scope, limits?: RenderLimits): Rendered {
    return this.#template().renderBlock(name, scope, limits)
  }

  #template(): Template {
    this.#made ??= compiled(this.source, this.file)
    return this.#made
  }
}

function compiled(source: string, file: string): Template {
  const result = compileTemplate(source, file)
  if (!result.ok) throw new Error(`Internal error: "${file}" was well formed before`)
  return result.template
}
