import type { Dialect } from '../dialects/dialect.ts'
import { templateFunction, templateObject } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { Relation } from '../manifest/relation.ts'

/**
 * A table or view as templates see it: prints as quoted SQL, has dbt's members, equals every relation of the same address.
 * `type` is `table`, `view`, `cte` or undefined where nobody has looked.
 */
export function relationValue(relation: Relation, dialect: Dialect, type?: 'table' | 'view'): Value {
  const text = dialect.relation(relation)
  return templateObject({
    type: 'Relation',
    text,
    identity: text,
    members: {
      database: relation.catalog ?? null,
      schema: relation.schema,
      identifier: relation.identifier,
      name: relation.identifier,
      table: relation.identifier,
      type: type ?? null,
      is_table: type === 'table',
      is_view: type === 'view',
      is_cte: false,
      render: templateFunction(() => text, 'render'),
      quoted: templateFunction(() => dialect.quote(relation.identifier), 'quoted'),
    },
  })
}

/** What stands in a relation's place and is none: an ephemeral model's CTE by its name, or a file. */
export function cteValue(name: string): Value {
  return templateObject({
    type: 'Relation',
    text: name,
    identity: name,
    members: {
      database: null,
      schema: null,
      identifier: name,
      name,
      table: name,
      type: 'cte',
      is_table: false,
      is_view: false,
      is_cte: true,
      render: templateFunction(() => name, 'render'),
    },
  })
}
