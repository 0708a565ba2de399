import { expect, test } from 'vitest'
import { templateFunction } from '../../src/jinja/bridge.ts'
import type { RenderLimits } from '../../src/jinja/template.ts'
import { compiled, failureOf, rendered, scopeOf, textAt } from './support/templates.ts'

function limited(source: string, limits: RenderLimits = {}): readonly [string, string, string] {
  const { code, message, location } = failureOf(() => compiled(source).render(scopeOf(), limits))
  return [code, message, textAt(source, location)]
}

test.each([
  '{% for i in range(10**12) %}{% endfor %}',
  '{% for i in range(10**12) %}{{ loop.index }}{% endfor %}',
  '{{ range(10**12) | list }}',
  '{{ range(10**12) | sum }}',
  '{{ "a" * 10**9 }}',
  '{{ 10**9 * "ab" }}',
  '{{ [0] * 10**9 }}',
  '{{ (0,) * 10**9 }}',
  '{{ 10 ** (10 ** 10) }}',
  '{{ 2 ** 10000000 }}',
  '{% set ns = namespace(x=3) %}{% for i in range(64) %}{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}',
  '{% set ns = namespace(s="ab") %}{% for i in range(64) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
  '{% set ns = namespace(s="ab") %}{% for i in range(64) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
  '{% set ns = namespace(l=[1]) %}{% for i in range(64) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
  '{{ "x".center(10**10) }}',
  '{{ "x".zfill(10**10) }}',
  '{{ "%1000000000d" % 1 }}',
  '{{ "{:>1000000000}".format(1) }}',
  '{{ "{:.1000000000f}".format(1) }}',
  '{{ "a\nb" | indent(10**10) }}',
  '{% set s = "a" * 1000000 %}{{ s.replace("a", s) }}',
  '{% set s = "a" * 1000000 %}{{ s | replace("a", s) }}',
  '{% set s = "a" * 1000000 %}{{ s.join(s | list) }}',
  '{{ [1] | batch(10**10, 0) | list }}',
  '{{ [1] | slice(10**10) | list }}',
  '{{ range(10**9)[0:10**9] }}',
])('a bomb is refused: %s', (source) => {
  expect(limited(source)[0]).toBe('compile/limit')
})

test('a loop that exceeds the steps is named with its place', () => {
  expect(limited('a{% for i in range(10**12) %}{% endfor %}')).toEqual([
    'compile/limit',
    'A loop would exceed 5,000,000 steps.',
    'range(10**12)',
  ])
  expect(
    limited('{% for i in range(200) %}{% for j in range(200) %}{% endfor %}{% endfor %}', { steps: 1000 }),
  ).toEqual(['compile/limit', 'The template exceeds 1,000 steps.', 'range(200)'])
})

test('macros that call each other without end are named', () => {
  const source = '{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}'
  expect(limited(source).slice(0, 2)).toEqual(['compile/limit', 'Macros call each other more than 200 levels deep.'])
  expect(limited(source, { depth: 5 })[1]).toBe('Macros call each other more than 5 levels deep.')
  const loop = '{% for n in [[1]] recursive %}{{ loop([n]) }}{% endfor %}'
  expect(limited(loop)[0]).toBe('compile/limit')
})

test('output beyond its limit is refused', () => {
  const source = '{% for i in range(100) %}0123456789{% endfor %}'
  expect(limited(source, { output: 500 })).toEqual([
    'compile/limit',
    'The template writes more than 500 characters.',
    '0123456789',
  ])
  expect(limited('{{ "a" * 600 }}', { output: 500 })[0]).toBe('compile/limit')
})

test('a list that holds itself prints, and comparing it ends with an error', () => {
  expect(rendered('{% set l = [] %}{% do l.append(l) %}{{ l }}{% set d = {} %}{% do d.update(d=d) %}{{ d }}')).toBe(
    "[[...]]{'d': {...}}",
  )
  expect(limited('{% set a = [] %}{% do a.append(a) %}{% set b = [] %}{% do b.append(b) %}{{ a == b }}')[0]).toBe(
    'compile/limit',
  )
})

test('deep nesting of source and of data ends with an error, not with a crash', () => {
  expect(() => compiled(`{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`)).toThrow('nested too deeply')
  expect(
    limited(
      `{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}`,
    )[0],
  ).toBe('compile/limit')
})

test('a rendering inside of a rendering spends the steps of the outer one', () => {
  const inner = compiled('{% for i in range(600) %}{% endfor %}')
  const render = templateFunction(() => inner.render(scopeOf()).text)
  const outer = compiled('{{ render() }}{{ render() }}')
  expect(() => outer.render(scopeOf({ render }), { steps: 1000 })).toThrow('exceeds 1,000 steps')
  expect(outer.render(scopeOf({ render }), { steps: 2000 }).text).toBe('')
})

test('each rendering starts with all of its steps', () => {
  const template = compiled('{% for i in range(600) %}{% endfor %}ok')
  for (let round = 0; round < 5; round += 1) expect(template.render(scopeOf(), { steps: 1000 }).text).toBe('ok')
})
