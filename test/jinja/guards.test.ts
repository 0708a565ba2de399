import { describe, expect, test } from 'vitest'
import { templateFunction, templateObject, toValue } from '../../src/jinja/bridge.ts'
import { templateModules } from '../../src/jinja/modules/modules.ts'
import { agateTable } from '../../src/jinja/table.ts'
import { compiled, failureOf, rendered, scopeOf } from './support/templates.ts'

class Connection {
  readonly password = 'secret'
  close(): string {
    return 'closed'
  }
}

const context = {
  ref: templateFunction(() => 'x'),
  this: templateObject({ members: { name: 'm', include: templateFunction(() => 'y') }, text: 't' }),
  data: { a: 1, list: [1], nested: { b: 2 } },
  rows: agateTable(['a'], [[1]]),
  modules: templateModules({ now: () => new Date(0) }),
  connection: new Connection(),
  raw: (): string => 'called',
}

function code(source: string): string {
  return failureOf(() => compiled(source).render(scopeOf(context))).code
}

const receivers = [
  'range',
  'ref',
  '""',
  '[]',
  '{}',
  '(1, 2)',
  '1',
  '1.5',
  'true',
  'none',
  'data',
  'data.list',
  'this',
  'this.include',
  'cycler("a")',
  'joiner()',
  'namespace()',
  'set()',
  'rows',
  'rows.rows[0]',
  'modules',
  'modules.re',
  'modules.datetime.date(2024, 1, 1)',
  '"".upper',
  '[].append',
  'dict',
]
const names = ['constructor', '__proto__', 'prototype', '__class__', '__globals__', '__defineGetter__']

describe('nothing of the program can be reached', () => {
  test.each(receivers)('from %s', (receiver) => {
    for (const name of names) {
      expect(code(`{{ ${receiver}.${name} }}`), `${receiver}.${name}`).toBe('compile/forbidden')
      expect(code(`{{ (${receiver})["${name}"] }}`), `${receiver}["${name}"]`).toBe('compile/forbidden')
      expect(code(`{{ (${receiver})["${name.slice(0, 3)}" ~ "${name.slice(3)}"] }}`)).toBe('compile/forbidden')
      expect(code(`{{ (${receiver}) | attr("${name}") }}`)).toBe('compile/forbidden')
      expect(code(`{{ [${receiver}] | map(attribute="${name}") | list }}`)).toBe('compile/forbidden')
      expect(code(`{{ [${receiver}] | selectattr("${name}") | list }}`)).toBe('compile/forbidden')
      expect(code(`{{ "{0.${name}}".format(${receiver}) }}`)).toBe('compile/forbidden')
    }
  })
})

test.each([
  '{{ "".constructor.constructor("return process")().exit() }}',
  '{{ range.constructor("return globalThis.process.mainModule.require(\'child_process\')")() }}',
  '{{ ref["con" ~ "structor"]("return 1")() }}',
  '{{ [].constructor.prototype }}',
  '{{ {}.__proto__.polluted }}',
  '{{ [] | attr("constructor") }}',
  '{{ [[]] | map(attribute="constructor.constructor") | list }}',
  '{{ [{"a": 1}] | groupby("__proto__") }}',
  '{{ [[]] | sort(attribute="constructor") }}',
  '{{ "%(constructor)s" % this }}',
  '{{ "{0[constructor]}".format(data) }}',
])('an attack ends with an error: %s', (source) => {
  expect(['compile/forbidden', 'compile/template']).toContain(code(source))
})

test('the error names the attribute and its place', () => {
  const source = 'select {{ "".constructor }}'
  const diagnostic = failureOf(() => compiled(source).render(scopeOf()))
  expect(diagnostic.message).toBe('Attribute "constructor" is not allowed in a template.')
  expect(source.slice(diagnostic.location?.start, diagnostic.location?.end)).toBe('"".constructor')
})

test('a key that data really has can be read under any name, and changes no prototype', () => {
  const data = JSON.parse('{"constructor": "c", "__proto__": "p", "hasOwnProperty": "h"}')
  expect(rendered('{{ d.constructor }}{{ d["__proto__"] }}{{ d.hasOwnProperty }}', { d: data })).toBe('cph')
  expect(rendered('{% set d = {} %}{% do d.update({"__proto__": {"x": 1}}) %}{{ d.x is defined }}')).toBe('False')
  expect(({} as Readonly<Record<string, unknown>>)['x']).toBeUndefined()
})

test('instances of classes and plain functions of the program do not exist for a template', () => {
  expect(rendered('[{{ connection }}][{{ raw }}]', context)).toBe('[][]')
  expect(code('{{ connection.password }}')).toBe('compile/undefined')
  expect(code('{{ connection.close() }}')).toBe('compile/undefined')
  expect(code('{{ raw() }}')).toBe('compile/undefined')
})

test('members of JavaScript values do not exist', () => {
  expect(
    rendered(
      '{{ "abc".length is defined }}{{ [1].length is defined }}{{ [1].map is defined }}{{ data.toString is defined }}',
      context,
    ),
  ).toBe('FalseFalseFalseFalse')
  expect(rendered('{{ ref.call is defined }}{{ ref.apply is defined }}{{ this.get is defined }}', context)).toBe(
    'FalseFalseFalse',
  )
})

test('objects of the program show their listed members and their text', () => {
  expect(rendered('{{ this }} {{ this.name }} {{ this.include() }} {{ this.other is defined }}', context)).toBe(
    't m y False',
  )
})

test('global names of JavaScript are not defined', () => {
  for (const name of ['process', 'globalThis', 'require', 'Function', 'eval', 'console', 'undefined', 'module']) {
    expect(rendered(`{{ ${name} is defined }}`), name).toBe('False')
  }
})

test('text of the author never becomes code', () => {
  const nasty = "'];process.exit();//`$\u007B1}\\u2028\n"
  expect(rendered('{{ x }}{{ "a\'];process.exit();//" }}', { x: nasty })).toBe(`${nasty}a'];process.exit();//`)
  expect(rendered('{% set __proto__ = 1 %}{% set constructor = 2 %}{{ __proto__ }}{{ constructor }}')).toBe('12')
})

test.each(['include "x"', 'import "x" as y', 'from "x" import y', 'extends "x"', 'block x'])(
  '{%% %s %%} is not supported',
  (tag) => {
    expect(() => compiled(`{% ${tag} %}`)).toThrow('is not supported')
  },
)

test('data of the scope is changed only inside of the template', () => {
  const data = { list: [1] }
  expect(rendered('{% do d.list.append(2) %}{% do d.update({"n": 1}) %}{{ d }}', { d: data })).toBe(
    "{'list': [1, 2], 'n': 1}",
  )
  expect(data).toEqual({ list: [1] })
})

test('a change of plain data is seen until the rendering ends, and one of a value as long as the value lives', () => {
  const graph = { nodes: {} }
  const scope = scopeOf({ graph, again: graph, look: templateFunction(() => graph), shared: toValue(graph) })
  expect(compiled('{% do graph.setdefault("x", 5) %}{{ again.x }}{{ look().x }}').render(scope).text).toBe('55')
  expect(compiled('{{ graph.x is defined }}').render(scope).text).toBe('False')
  expect(compiled('{% do shared.update({"y": 6}) %}').render(scope).text).toBe('')
  expect(compiled('{{ shared.y }}').render(scope).text).toBe('6')
})
