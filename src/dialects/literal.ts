/** A string value as SQL. Doubling the quote is enough for every engine we have; the contract suite proves it on each. */
export function sqlLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
