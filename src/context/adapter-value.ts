import type { Dialect } from '../dialects/dialect.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import { type TemplateArguments, templateFunction, templateObject, textOf } from '../jinja/bridge.ts'
import { stringOf, type Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import { byName, textArgument } from './arguments.ts'
import { dbtMacros } from './dbt-macros.ts'
import { unknownMacro } from './diagnostics.ts'
import type { QueryJournal } from './query-journal.ts'
import { relationValue } from './relation-value.ts'

export interface AdapterParts {
  readonly dialect: Dialect
  readonly execute: boolean
  readonly queries: QueryJournal
  readonly macro: (name: string) => Value
  readonly macroNames: () => readonly string[]
}

/** dbt's `adapter`: what asks the database asks it through the journal, and gives nothing while a project is parsed. */
export function adapterValue(parts: AdapterParts): Value {
  return templateObject({
    type: 'Adapter',
    members: {
      dispatch: templateFunction((call) => dispatch(parts, call), 'dispatch'),
      quote: templateFunction((call) => {
        const given = byName(call, { name: 'adapter.quote', parameters: ['identifier'], required: 1 })
        return parts.dialect.quote(textArgument(given.get('identifier'), call, 'adapter.quote'))
      }, 'quote'),
      type: templateFunction(() => parts.dialect.name, 'type'),
      get_relation: templateFunction((call) => getRelation(parts, call), 'get_relation'),
      get_columns_in_relation: templateFunction((call) => getColumns(parts, call), 'get_columns_in_relation'),
    },
  })
}

/** The project's macro of this name for the engine, else its `default__` one. */
function dispatch({ dialect, macro, macroNames }: AdapterParts, call: TemplateArguments): Value {
  const given = byName(call, { name: 'adapter.dispatch', parameters: ['macro_name', 'macro_namespace'], required: 1 })
  const name = textArgument(given.get('macro_name'), call, 'adapter.dispatch')
  const found = macro(`${dialect.name}__${name}`) ?? macro(`default__${name}`) ?? macro(name) ?? dbtMacros.get(name)
  if (found === undefined) throw new TemplateError(unknownMacro(`default__${name}`, call.location, macroNames()))
  return found
}

function getRelation({ dialect, execute, queries }: AdapterParts, call: TemplateArguments): Value {
  const parameters = ['database', 'schema', 'identifier']
  const given = byName(call, { name: 'adapter.get_relation', parameters, required: 3 })
  if (!execute) return null
  const schema = textOf(given.get('schema'))
  const identifier = textOf(given.get('identifier'))
  const { rows } = queries.ask(
    `select table_type from information_schema.tables where lower(table_schema) = lower(${sqlLiteral(schema)}) and lower(table_name) = lower(${sqlLiteral(identifier)})`,
    call.location,
  )
  const kind = rows[0]?.[0]
  if (kind === undefined) return null
  const catalog = stringOf(given.get('database'))
  const relation = { ...(catalog !== undefined && { catalog }), schema, identifier }
  return relationValue(relation, dialect, { type: kind === 'VIEW' ? 'view' : 'table' })
}

function getColumns({ execute, queries }: AdapterParts, call: TemplateArguments): Value {
  const given = byName(call, { name: 'adapter.get_columns_in_relation', parameters: ['relation'], required: 1 })
  if (!execute) return []
  const { rows } = queries.ask(`describe select * from ${textOf(given.get('relation'))}`, call.location)
  return rows.map(([name, type]) => columnValue(String(name), String(type)))
}

function columnValue(name: string, type: string): Value {
  const text = /char|text|string/i.test(type)
  return templateObject({
    type: 'Column',
    text: `<Column ${name} (${type})>`,
    identity: `${name}\u0000${type}`,
    members: {
      name,
      column: name,
      dtype: type.toLowerCase(),
      data_type: type,
      quoted: `"${name.replaceAll('"', '""')}"`,
      is_string: templateFunction(() => text, 'is_string'),
      is_number: templateFunction(() => /int|decimal|numeric|float|double|real/i.test(type), 'is_number'),
    },
  })
}
