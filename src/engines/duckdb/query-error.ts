import { QueryError } from '../../ports/engine.ts'

interface ErrorFields {
  readonly exception_type?: string
  readonly exception_message?: string
  readonly position?: string
  readonly candidates?: string
}

/**
 * DuckDB's error as data. With `errors_as_json` its message is JSON, for a parser's error behind a word of text;
 * `position` counts bytes of UTF-8 from 0 and becomes an offset into `sql`.
 */
export function queryError(error: unknown, sql: string): QueryError {
  const text = error instanceof Error ? error.message : String(error)
  const fields = errorFields(text)
  const position = fields.position === undefined ? undefined : characterOffset(sql, Number(fields.position))
  const [message = '', ...rest] = (fields.exception_message ?? text).split('\nCandidate bindings: ')
  const said = withoutAdvice(message)
  return new QueryError(rest.length === 0 && said !== '' ? said : message, {
    kind: fields.exception_type ?? 'Unknown',
    position,
    candidates: listed(fields.candidates) ?? proposed(message),
  })
}

/** Throws `QueryError` for SQL that DuckDB would take to end in its middle. */
export function checkCharacters(sql: string): void {
  const position = sql.indexOf('\0')
  if (position === -1) return
  throw new QueryError('The query holds the character U+0000, which no SQL can hold.', { kind: 'Parser', position })
}

function errorFields(text: string): ErrorFields {
  const start = text.indexOf('{')
  if (start === -1) return {}
  try {
    // The shape is DuckDB's own; every field is optional here and read as text.
    return JSON.parse(text.slice(start)) as ErrorFields
  } catch {
    return {}
  }
}

/** Drops what DuckDB advises, which becomes a hint of ours, and the quoted line with its caret, which becomes a frame. */
function withoutAdvice(message: string): string {
  return message
    .replace(/\s+(?:Did you mean:?|Candidate (?:tables|bindings|Entries):) [\s\S]*$/, '')
    .replace(/\n\nLINE \d+:[\s\S]*$/, '')
    .replace(/(\n\s*Candidate functions:(?:\n.+){4})(?:\n.+){3,}/, '$1\n\t…')
    .replace(/\s+(?:This limit was set by|Possible solutions:)[\s\S]*$/, '')
    .trim()
}

function listed(names: string | undefined): readonly string[] | undefined {
  return names
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Names of a "Did you mean" that stand in the text only. */
function proposed(message: string): readonly string[] {
  const advice = /\s(?:Did you mean:?|Candidate (?:tables|Entries):) ([\s\S]*)$/.exec(message)?.[1] ?? ''
  return [...advice.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
}

/** The UTF-16 offset of a byte of the text's UTF-8 form. */
function characterOffset(sql: string, bytes: number): number {
  return Buffer.from(sql).subarray(0, bytes).toString().length
}
