import type { Block, Statement } from './ast.ts'
import { callsIn } from './calls.ts'
import { notWellFormed } from './diagnostics.ts'
import { macroProgram, templateProgram } from './evaluate/program.ts'
import { spending } from './runtime/budget.ts'
import type { FunctionValue } from './runtime/value.ts'
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
    return { ok: true, template: templateOf(body, { source, file }) }
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

interface Source {
  readonly source: string
  readonly file: string
}

function templateOf(body: readonly Statement[], from: Source): Template {
  const blocks = body.filter((statement) => statement.type === 'block')
  const write = once(() => templateProgram(body, from))
  const macros = new Map<string, () => (scope: Scope) => FunctionValue>()
  for (const block of blocks.toReversed()) {
    const compiled = once(() => macroProgram(block, from))
    for (const name of macroNames(block)) if (block.kind === 'macro' || !macros.has(name)) macros.set(name, compiled)
  }
  const calls = once(() =>
    callsIn(
      body.filter((statement) => statement.type !== 'block'),
      from.file,
    ),
  )
  const described = once(() => blocks.map((block) => describe(block, from)))
  return {
    ...from,
    get calls() {
      return calls()
    },
    get blocks() {
      return described()
    },
    render: (scope, limits) => render(write(), scope, limits),
    macro: (name, scope) => macros.get(name)?.()(scope),
    renderBlock: (name, scope, limits) => {
      const block = blocks.find((each) => each.name === name)
      if (block === undefined) throw new Error(`Internal error: "${from.file}" has no block "${name}"`)
      return render(templateProgram(block.body, from), scope, limits)
    },
  }
}

/** A test is known by its name and, as in dbt, by `test_` and its name. */
function macroNames({ kind, name }: Block): readonly string[] {
  return kind === 'test' ? [`test_${name}`, name] : [name]
}

function render(program: ReturnType<typeof templateProgram>, scope: Scope, limits: RenderLimits | undefined): Rendered {
  const { text, spans } = spending(limits, () => program(scope))
  return { text, sourceMap: spans }
}

function describe(block: Block, { source, file }: Source): TemplateBlock {
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
