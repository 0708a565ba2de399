import type { Block, Statement } from './ast.ts'
import { callsIn } from './calls.ts'
import { notWellFormed } from './diagnostics.ts'
import { macroProgram, templateProgram } from './evaluate/program.ts'
import type { Unit } from './evaluate/unit.ts'
import { spending } from './runtime/budget.ts'
import type { FunctionValue, Value } from './runtime/value.ts'
import { SyntaxFailure } from './syntax-error.ts'
import type { CompileResult, Rendered, RenderLimits, Scope, Template, TemplateBlock } from './template.ts'
import { parseTemplate } from './template-parser.ts'

/**
 * Compiles a template. Mistakes of the author are diagnostics with the code `parse/template`.
 *
 * Parsing happens now, everything else at the first rendering, so that macros nobody calls cost little.
 */
export function compileTemplate(source: string, file: string): CompileResult {
  try {
    const body = hasTags(source) ? parseTemplate(source) : plainText(source)
    return { ok: true, template: new CompiledTemplate(body, source, file) }
  } catch (error) {
    const failure = isTooDeep(error)
      ? new SyntaxFailure('The template is nested too deeply.', { start: 0, end: 0 })
      : error
    if (failure instanceof SyntaxFailure) return { ok: false, diagnostics: [notWellFormed(failure, file)] }
    throw error
  }
}

/** Whether a text can hold anything but text. */
export function hasTags(source: string): boolean {
  return source.includes('{{') || source.includes('{%') || source.includes('{#')
}

function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function plainText(source: string): readonly Statement[] {
  const start = source.startsWith('\uFEFF') ? 1 : 0
  const end = source.replace(/\r?\n$|\r$/, '').length
  return start < end ? [{ type: 'data', start, end }] : []
}

type Program = ReturnType<typeof templateProgram>

/** A class and no object with getters, for the reason that `lazy-template.ts` gives. */
class CompiledTemplate implements Template {
  readonly source: string
  readonly file: string
  readonly #body: readonly Statement[]
  readonly #blocks: readonly Block[]
  readonly #macros = new Map<string, () => (scope: Scope) => FunctionValue>()
  #program: Program | undefined
  #calls: Template['calls'] | undefined
  #described: Template['blocks'] | undefined

  constructor(body: readonly Statement[], source: string, file: string) {
    this.source = source
    this.file = file
    this.#body = body
    this.#blocks = body.filter((statement) => statement.type === 'block')
    for (const block of this.#blocks.toReversed()) {
      const compiled = once(() => macroProgram(block, this))
      for (const name of macroNames(block)) {
        if (block.kind === 'macro' || !this.#macros.has(name)) this.#macros.set(name, compiled)
      }
    }
  }

  get calls(): Template['calls'] {
    this.#calls ??= callsIn(
      this.#body.filter((statement) => statement.type !== 'block'),
      this.file,
    )
    return this.#calls
  }

  get blocks(): Template['blocks'] {
    this.#described ??= this.#blocks.map((block) => describe(block, this))
    return this.#described
  }

  render(scope: Scope, limits?: RenderLimits): Rendered {
    this.#program ??= templateProgram(this.#body, this)
    return rendered(this.#program, scope, limits)
  }

  macro(name: string, scope: Scope): Value {
    return this.#macros.get(name)?.()(scope)
  }

  renderBlock(name: string, scope: Scope, limits?: RenderLimits): Rendered {
    const block = this.#blocks.find((each) => each.name === name)
    if (block === undefined) throw new Error(`Internal error: "${this.file}" has no block "${name}"`)
    return rendered(templateProgram(block.body, this), scope, limits)
  }
}

/** A test is known by its name and, as in dbt, by `test_` and its name. */
function macroNames({ kind, name }: Block): readonly string[] {
  return kind === 'test' ? [`test_${name}`, name] : [name]
}

function rendered(program: Program, scope: Scope, limits: RenderLimits | undefined): Rendered {
  const { text, spans } = spending(limits, () => program(scope))
  return { text, sourceMap: spans }
}

function describe(block: Block, { source, file }: Unit): TemplateBlock {
  const { kind, name, adapter, start, end } = block
  return {
    type: kind,
    name,
    parameters: block.parameters.map((parameter) => parameter.name),
    location: { file, start, end },
    body: source.slice(block.bodyStart, block.bodyEnd),
    calls: callsIn([block], file),
    ...(adapter !== undefined && { adapter }),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
