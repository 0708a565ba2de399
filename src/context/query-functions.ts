import { callValue, templateFunction, templateObject, textOf, toValue } from '../jinja/bridge.ts'
import { isFunction, stringOf, type Value } from '../jinja/runtime/value.ts'
import { agateTable } from '../jinja/table.ts'
import { TemplateError } from '../jinja/template.ts'
import type { QueryResult } from '../ports/engine.ts'
import { byName, textArgument } from './arguments.ts'
import { wrongCall } from './diagnostics.ts'
import type { QueryJournal } from './query-journal.ts'

/** dbt's `run_query`, `statement` and `load_result`. Without `execute` they ask nothing and give no rows. */
export function queryFunctions(
  queries: QueryJournal,
  execute: boolean,
): { readonly run_query: Value; readonly statement: Value; readonly load_result: Value } {
  const results = new Map<string, Value>()

  const runQuery = templateFunction((call) => {
    const given = byName(call, { name: 'run_query', parameters: ['sql'], required: 1 })
    if (!execute) return null
    return tableOf(queries.ask(textArgument(given.get('sql'), call, 'run_query'), call.location))
  }, 'run_query')

  const statement = templateFunction((call) => {
    const parameters = ['name', 'fetch_result', 'auto_begin', 'language', 'caller']
    const given = byName(call, { name: 'statement', parameters, required: 0 })
    const caller = given.get('caller')
    if (!isFunction(caller)) {
      throw new TemplateError(wrongCall('statement', 'a block: {% call statement(…) %} … {% endcall %}', call.location))
    }
    const sql = textOf(callValue(caller, { location: call.location }))
    if (!execute) return ''
    const result = queries.ask(sql, call.location)
    const name = stringOf(given.get('name'))
    if (name !== undefined) results.set(name, statementResult(result, given.get('fetch_result') === true))
    return ''
  }, 'statement')

  const loadResult = templateFunction((call) => {
    const given = byName(call, { name: 'load_result', parameters: ['name'], required: 1 })
    return results.get(textArgument(given.get('name'), call, 'load_result')) ?? null
  }, 'load_result')

  return { run_query: runQuery, statement, load_result: loadResult }
}

function tableOf({ columns, rows }: QueryResult): Value {
  return agateTable(
    columns.map(({ name }) => name),
    rows,
  )
}

function statementResult(result: QueryResult, fetched: boolean): Value {
  return templateObject({
    type: 'StatementResult',
    members: {
      response: 'OK',
      data: toValue(fetched ? result.rows : []),
      table: fetched ? tableOf(result) : tableOf({ columns: [], rows: [] }),
    },
  })
}
