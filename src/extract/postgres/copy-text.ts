/** Characters as COPY's text format writes them, and their code points. */
const escapes = [
  ['\\n', 10],
  ['\\t', 9],
  ['\\r', 13],
  ['\\b', 8],
  ['\\f', 12],
  ['\\v', 11],
] as const

/**
 * DuckDB's expression that undoes the escapes of COPY's text format. PostgreSQL's text never holds a NUL, so it can stand
 * for a backslash meanwhile.
 */
export function unescaped(quoted: string): string {
  const marked = `replace(${quoted}, '\\\\', chr(0))`
  const plain = escapes.reduce((sql, [written, code]) => `replace(${sql}, '${written}', chr(${code}))`, marked)
  return `case when contains(${quoted}, '\\') then replace(${plain}, chr(0), '\\') else ${quoted} end`
}
