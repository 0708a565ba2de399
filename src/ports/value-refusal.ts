/** A value of a source that the engine cannot keep in the type of its column. */
export interface ValueRefusal {
  readonly column: string
  /** Goes on from "A value of the column … cannot be read:". */
  readonly reason: string
}

/** What a source's `readSql` makes a query fail with for such a value. */
export function refusalText({ column, reason }: ValueRefusal): string {
  return `A value of the column "${column}" cannot be read: ${reason}`
}

/** What a failed query says of such a value, if that is what it failed for. */
export function refusalIn(message: string): ValueRefusal | undefined {
  const [, column, reason] = /^A value of the column "([\s\S]+)" cannot be read: ([\s\S]+)$/.exec(message) ?? []
  return column === undefined || reason === undefined ? undefined : { column, reason }
}
