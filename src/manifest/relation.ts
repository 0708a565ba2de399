/** The address of a table or view in an engine. Pure data; a `Dialect` turns it into SQL. */
export interface Relation {
  /** The database; left out where the engine has one only. */
  readonly catalog?: string
  readonly schema: string
  readonly identifier: string
}

/** One text for one relation, for keys of maps: not SQL. */
export function relationKey({ catalog, schema, identifier }: Relation): string {
  return [catalog ?? '', schema, identifier].join('\u0000').toLowerCase()
}
