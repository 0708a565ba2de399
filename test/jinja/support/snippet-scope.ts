import { callValue, templateFunction, templateObject, textOf, toValue } from '../../../src/jinja/bridge.ts'
import { templateModules } from '../../../src/jinja/modules/modules.ts'
import type { Value } from '../../../src/jinja/runtime/value.ts'
import { agateTable } from '../../../src/jinja/table.ts'
import type { Scope, Template } from '../../../src/jinja/template.ts'

/** The dbt context that the snippets name, with every macro of the template as a name of its own. */
export function snippetScope(context: Readonly<Record<string, unknown>>, macros: Template): Scope {
  const results = new Map<string, unknown>()
  const scope: Scope = { get: (name) => names.get(name), names: () => names.keys() }
  const own = new Map(macros.blocks.map(({ name }) => [name, macros.macro(name, scope)] as const))
  const names = new Map<string, unknown>([
    ...Object.entries({
      ...functions(results),
      execute: true,
      this: relation(['db', 'main', 'm']),
      modules: templateModules({ now: () => new Date('2024-05-06T07:08:09.123Z') }),
      adapter: templateObject({
        members: {
          dispatch: templateFunction(
            ({ positional: [name] }) => own.get(`duckdb__${textOf(name)}`) ?? own.get(`default__${textOf(name)}`),
          ),
        },
      }),
      dbt_utils: templateObject({ members: Object.fromEntries(own) }),
      context: toValue(own),
    }),
    ...own,
    ...Object.entries(context),
  ])
  return scope
}

function functions(results: Map<string, unknown>): Readonly<Record<string, Value>> {
  return {
    config: templateFunction(() => ''),
    ref: templateFunction(({ positional: [name] }) => relation(['db', 'main', textOf(name)])),
    source: templateFunction(({ positional: [schema, table] }) => relation(['db', textOf(schema), textOf(table)])),
    var: templateFunction(({ positional: [, fallback] }) => fallback),
    env_var: templateFunction(({ positional: [, fallback] }) => fallback),
    run_query: templateFunction(() =>
      agateTable(
        ['a', 'b'],
        [
          [1, 'x'],
          [2, 'y'],
        ],
      ),
    ),
    statement: templateFunction(({ positional: [name], named }) => {
      callValue(named.get('caller'))
      results.set(textOf(name), { data: [[1]] })
      return ''
    }),
    load_result: templateFunction(({ positional: [name] }) => results.get(textOf(name))),
    exceptions: templateObject({
      members: {
        raise_compiler_error: templateFunction(({ positional: [message] }) => {
          throw new Error(textOf(message))
        }),
      },
    }),
  }
}

function relation(
  [database, schema, identifier]: readonly [string, string, string],
  shown: readonly boolean[] = [true, true, true],
): Value {
  const text = [database, schema, identifier]
    .filter((_, index) => shown[index])
    .map((part) => `"${part}"`)
    .join('.')
  return templateObject({
    type: 'Relation',
    text,
    identity: text,
    members: {
      database,
      schema,
      identifier,
      include: templateFunction(({ named }) =>
        relation(
          [database, schema, identifier],
          ['database', 'schema', 'identifier'].map((part) => named.get(part) !== false),
        ),
      ),
    },
  })
}
