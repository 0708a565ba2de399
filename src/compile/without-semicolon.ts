const end = /;(?:[\s;]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/

/** A query that can stand in parentheses: without semicolons at its end, and without what is said behind them. */
export function withoutSemicolon(sql: string): string {
  return sql.replace(end, '')
}
