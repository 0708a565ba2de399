import type { Dialect } from '../dialects/dialect.ts'
import { templateFunction, templateObject } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { Relation } from '../manifest/relation.ts'

/**
 * A table or view as templates see it: prints as quoted SQL, has dbt's members, equals every relation of the same address.
 * `type` is `table`, `view`, `cte` or undefined where nobody has looked.
 */
export function relationValue(relation: Relation, dialect: Dialect, options: RelationOptions = {}): Value {
  const { type, empty = false } = options
  const name = dialect.relation(relation)
  const text = empty ? withoutRows(name) : name
  return templateObject({
    type: 'Relation',
    text,
    identity: name,
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

export interface RelationOptions {
  readonly type?: 'table' | 'view'
  /** Whether it prints as a query for none of its rows, as with dbt's `--empty`. */
  readonly empty?: boolean
}

/** SQL in the place of a relation that has its columns and none of its rows. */
export function withoutRows(sql: string): string {
  return `(select * from ${sql} where false limit 0)`
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
