import type {
  Block,
  CallBlock,
  Data,
  Expression,
  FilterBlock,
  FilterCall,
  For,
  If,
  Parameter,
  SetBlock,
  Statement,
  With,
} from '../ast.ts'
import { assign } from './assign.ts'
import { argumentsCode, condition, expression, filterCode } from './expression.ts'
import { assignedNames, declarations, type Frame, innerFrame, localName, targetNames } from './frame.ts'
import { readNames } from './read-names.ts'
import { freshName, position } from './unit.ts'

/** JavaScript for statements in the frame that is given. */
function sequence(list: readonly Statement[], frame: Frame): string {
  return list.map((statement) => statementCode(statement, frame)).join('\n')
}

/** JavaScript for statements with names of their own. */
function scoped(list: readonly Statement[], parent: Frame, change: Parameters<typeof innerFrame>[2] = {}): string {
  const names = assignedNames(list)
  const frame = innerFrame(parent, names, change)
  const body = sequence(list, frame)
  return declarations(frame, names) + body
}

function statementCode(node: Statement, frame: Frame): string {
  switch (node.type) {
    case 'data':
      return dataCode(node, frame)
    case 'output':
      return returned(node.value, frame) ?? write(expression(node.value, frame), frame, node.value)
    case 'do':
      return returned(node.value, frame) ?? `${expression(node.value, frame)};`
    case 'set':
      return assign(node.target, expression(node.value, frame), frame)
    case 'break':
    case 'continue':
      return `${node.type};`
    case 'if':
      return ifCode(node, frame)
    case 'for':
      return forCode(node, frame)
    case 'block':
      return node.kind === 'macro' ? assignMacro(node, frame) : ''
    default:
      return captured(node, frame)
  }
}

function captured(node: With | CallBlock | SetBlock | FilterBlock, frame: Frame): string {
  switch (node.type) {
    case 'with':
      return withCode(node, frame)
    case 'set-block': {
      const [before, text] = capture(node.body, frame)
      return `{${before}${assign(node.target, filtered(node.filters, text, frame), frame)}}`
    }
    case 'filter-block': {
      const [before, text] = capture(node.body, frame)
      return `{${before}${write(filtered(node.filters, text, frame), frame, node)}}`
    }
    case 'call-block': {
      const caller = macroCode({ name: 'caller', parameters: node.parameters, body: node.body, isCaller: true }, frame)
      const args = argumentsCode(node.call.args, frame, caller)
      const result = `call(${expression(node.call.callee, frame)},${args},${position(frame.unit, node.call)})`
      return write(result, frame, node.call)
    }
  }
}

function write(value: string, { output, unit }: Frame, node: { readonly start: number; readonly end: number }): string {
  return `write(${output},${value},${position(unit, node)});`
}

/** `return(x)` straight in a macro needs no exception. */
function returned(node: Expression, frame: Frame): string | undefined {
  if (!frame.returns || node.type !== 'call' || node.callee.type !== 'name' || node.callee.name !== 'return')
    return undefined
  const [value] = node.args.positional
  const simple =
    node.args.positional.length === 1 && node.args.named.length === 0 && !node.args.star && !node.args.starStar
  return simple && value !== undefined ? `return ${expression(value, frame)};` : undefined
}

/** Line breaks are written as `\n`, whatever the file has, so that a text with others is written line by line. */
function dataCode({ start, end }: Data, { unit, output }: Frame): string {
  const text = unit.source.slice(start, end)
  const lines = text.includes('\r') ? (text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+/g) ?? []) : [text]
  let at = start
  const codes = lines.map((line) => {
    const written = line.replace(/\r\n?$/, '\n')
    unit.chunks.push({ text: written, origin: { file: unit.file, start: at, end: at + written.length } })
    at += line.length
    return `chunk(${output},C[${unit.chunks.length - 1}]);`
  })
  return codes.join('')
}

function ifCode({ branches, otherwise }: If, frame: Frame): string {
  const parts = branches.map(({ test, body }) => `if(${condition(test, frame)}){${sequence(body, frame)}}`)
  return parts.join('else ') + (otherwise.length > 0 ? `else{${sequence(otherwise, frame)}}` : '')
}

/** The code that writes statements to an output of its own, and the name of what was written. */
function capture(body: readonly Statement[], frame: Frame): readonly [string, string] {
  const output = freshName(frame.unit, 'o')
  return [`const ${output}=output();{${scoped(body, frame, { output })}}`, `written(${output})`]
}

function filtered(filters: readonly FilterCall[], text: string, frame: Frame): string {
  return filters.reduce((input, filter) => filterCode(filter, input, frame), text)
}

function withCode({ assignments, body }: With, parent: Frame): string {
  const values = assignments.map(({ value }) => ({
    code: expression(value, parent),
    name: freshName(parent.unit, 'w'),
  }))
  const before = values.map(({ code, name }) => `const ${name}=${code};`).join('')
  const names = new Set([...assignments.flatMap(({ target }) => targetNames(target)), ...assignedNames(body)])
  const frame = innerFrame(parent, names)
  const set = assignments.map(({ target }, index) => assign(target, values[index]?.name ?? '', frame)).join('')
  return `{${before}{${declarations(frame, names)}${set}${sequence(body, frame)}}}`
}

function forCode(node: For, frame: Frame): string {
  const items = expression(node.items, frame)
  const place = position(frame.unit, node.items)
  if (!node.recursive) return `{${loopCode(node, frame, { items: `${items},${place}` })}}`
  const name = freshName(frame.unit, 'f')
  const output = freshName(frame.unit, 'o')
  const inner = innerFrame(frame, [], { output, returns: false })
  const body = loopCode(node, inner, { items: `items,${place}`, recurse: name })
  const define = `const ${name}=(items,depth)=>{const ${output}=output();${body}return written(${output});};`
  return `{${define}${write(`${name}(${items},0)`, frame, node.items)}}`
}

interface LoopSource {
  /** Code of what is looped over and of its position. */
  readonly items: string
  /** The name of the function that a recursive loop is. */
  readonly recurse?: string
}

function loopCode(node: For, parent: Frame, { items, recurse }: LoopSource): string {
  const { unit } = parent
  const usesLoop = recurse !== undefined || readNames(node.body).has('loop')
  const names = new Set([...targetNames(node.target), ...assignedNames(node.body), ...(usesLoop ? ['loop'] : [])])
  const frame = innerFrame(parent, names)
  const [value, any] = [freshName(unit, 'i'), freshName(unit, 'n')]
  const body = sequence(node.body, frame)
  const start = declarations(frame, names) + assign(node.target, value, frame)
  const test = node.condition === undefined ? '' : filterRound(node, parent)
  const noted = node.otherwise.length > 0 ? `${any}=true;` : ''
  const rounds = test === '' ? `rounds(${items})` : `chosen(${test},${items})`
  const loop = localName(frame, 'loop')
  const code = usesLoop
    ? `const L${any}=loop(${rounds},${recurse === undefined ? '0' : 'depth'}${recurse === undefined ? '' : `,${recurse}`});` +
      `for(const ${value} of L${any}.rounds()){${noted}${start}${loop}=L${any}.value;${body}}`
    : `for(const ${value} of ${rounds}){${noted}${start}${body}}`
  if (node.otherwise.length === 0) return code
  return `let ${any}=false;${code}if(!${any}){${scoped(node.otherwise, parent)}}`
}

/** The function that decides for an item whether `for … if` takes it. */
function filterRound(node: For, parent: Frame): string {
  const names = new Set(targetNames(node.target))
  const temporaries: string[] = []
  const frame = innerFrame(parent, names, { temporaries })
  const set = assign(node.target, 'each', frame)
  const test = node.condition === undefined ? 'true' : condition(node.condition, frame)
  return `(each)=>{${temporaryCode(temporaries)}${declarations(frame, names)}${set}return ${test};}`
}

export interface MacroSource {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  /** Whether it is the body of `{% call %}`: `return()` in it leaves the macro that calls it. */
  readonly isCaller?: boolean
}

/** JavaScript for a macro as a value. */
export function macroCode({ name, parameters, body, isCaller = false }: MacroSource, parent: Frame): string {
  const read = readNames(body)
  const special = ['varargs', 'kwargs', 'caller'].filter((each) => read.has(each) && !(isCaller && each === 'caller'))
  const names = parameters.map((parameter) => parameter.name)
  const signature = {
    name,
    parameters: names,
    varargs: special.includes('varargs'),
    kwargs: special.includes('kwargs'),
    caller: special.includes('caller'),
  }
  const temporaries: string[] = []
  const output = freshName(parent.unit, 'o')
  const frame = innerFrame(parent, [...names, ...special], { output, returns: !isCaller, temporaries })
  const local = (each: string): string => frame.locals.get(each) ?? freshName(parent.unit, 'x')
  const received = [...names, 'varargs', 'kwargs', 'caller'].map((each, index) =>
    index < names.length ? local(each) : special.includes(each) ? local(each) : freshName(parent.unit, 'x'),
  )
  const defaults = parameters.map(
    ({ name: each, fallback }) =>
      `if(${local(each)}===M)${local(each)}=${fallback ? expression(fallback, frame) : 'undefined'};`,
  )
  const code = scoped(body, frame)
  const failed = isCaller ? 'throw located(e,p,s);' : 'return leave(e,p,s);'
  return (
    `macro(${JSON.stringify(signature)},(${received.join(',')})=>{let p=0;const ${output}=output();${temporaryCode(temporaries)}` +
    `try{${defaults.join('')}${code}\nreturn written(${output});}catch(e){${failed}}})`
  )
}

function assignMacro(node: Block, frame: Frame): string {
  return assign({ type: 'name', name: node.name, start: node.start, end: node.end }, macroCode(node, frame), frame)
}

function temporaryCode(temporaries: readonly string[]): string {
  return temporaries.length === 0 ? '' : `let ${temporaries.join(',')};`
}

/** JavaScript of a function that writes the statements of a template. */
export function templateCode(body: readonly Statement[], root: Frame): string {
  const code = scoped(body, root)
  return `(s,${root.output})=>{let p=0;${temporaryCode(root.temporaries)}try{${code}\n}catch(e){throw leaveTemplate(e,p,s);}}`
}

/** JavaScript of a function that gives the value of an expression. */
export function expressionCode(node: Expression, root: Frame): string {
  const code = expression(node, root)
  return `(s)=>{let p=0;${temporaryCode(root.temporaries)}try{return ${code};}catch(e){throw leaveTemplate(e,p,s);}}`
}
