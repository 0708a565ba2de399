import type { Relation } from '../../manifest/relation.ts'
import { ExtractError, type NewestQuestion } from '../../ports/extractor.ts'
import { nearest } from '../../util/nearest.ts'
import type { CatalogColumn } from './column-types.ts'
import { isBroken, told } from './driver-error.ts'
import { type ServerName, serverUrl } from './server-name.ts'

export function noTransaction(server: ServerName, cause: unknown): ExtractError {
  return new ExtractError(
    'extract/failed',
    `PostgreSQL at ${serverUrl(server)} refuses a transaction, so its tables cannot be read as of one moment: ${told(cause, server.password).text}`,
    'Connect to the server itself, or to a pooler in its session or transaction mode.',
  )
}

/** A warning, not an error: what reading through one connection costs. */
export function sharedConnection(server: ServerName, cause: unknown): string {
  return `${serverUrl(server)} cannot share a snapshot between connections (${told(cause, server.password).text}). The tables are still read as of one moment, but one after the other through one connection.`
}

export function snapshotLost(server: ServerName, cause: unknown): ExtractError {
  return new ExtractError(
    'extract/failed',
    `The connection to ${serverUrl(server)} that keeps the moment of reading was lost: ${told(cause, server.password).text}`,
    'Run the command again. Nothing that was read after this moment is used.',
  )
}

export function extensionUnavailable(server: ServerName, cause: unknown): ExtractError {
  return new ExtractError(
    'engine/extension-unavailable',
    `"extraction: native" needs DuckDB's extension "postgres_scanner" for ${serverUrl(server)}, which cannot be used: ${withoutPassword(cause, server)}`,
    'Install it where DuckDB looks for it ("extension_directory" of "settings" names another place), or write "extraction: auto".',
  )
}

/** What an error says, without the password that it may repeat. */
export function withoutPassword(cause: unknown, { password }: ServerName): string {
  return told(cause, password).text
}

export function missingTable(origin: Relation, known: readonly Relation[], server: ServerName): ExtractError {
  const schemas = [...new Set(known.map(({ schema }) => schema))]
  const here = known.filter(({ schema }) => schema === origin.schema).map(({ identifier }) => identifier)
  const elsewhere = known.find(({ identifier }) => identifier === origin.identifier)
  const near = nearest(origin.identifier, here)
  const message = `No table or view "${origin.schema}"."${origin.identifier}" is visible to "${server.user}" in ${serverUrl(server)}.`
  if (near !== undefined) return new ExtractError('extract/missing-table', message, `Did you mean "${near}"?`)
  if (elsewhere !== undefined) {
    return new ExtractError('extract/missing-table', message, `There is one in the schema "${elsewhere.schema}".`)
  }
  const nearSchema = here.length === 0 ? nearest(origin.schema, schemas) : undefined
  const hint = nearSchema === undefined ? undefined : `Did you mean the schema "${nearSchema}"?`
  return new ExtractError('extract/missing-table', message, hint)
}

export function unsupportedType(
  origin: Relation,
  { name, sourceType, arrayDepth }: CatalogColumn,
  declared?: string,
): ExtractError {
  const reason =
    declared === undefined
      ? 'has no fixed size that DuckDB can keep'
      : `is declared as "${declared}", which names no type of a fixed size`
  return new ExtractError(
    'extract/unsupported-type',
    `The column "${name}" of ${named(origin)} is "${sourceType}" and ${reason}.`,
    `Declare its type at the column of the source, such as "data_type: numeric(38,10)${'[]'.repeat(arrayDepth)}".`,
  )
}

export function ambiguousColumns(origin: Relation, one: string, other: string): ExtractError {
  return new ExtractError(
    'extract/failed',
    `The columns "${one}" and "${other}" of "${origin.schema}"."${origin.identifier}" differ in upper and lower case only, which DuckDB does not tell apart.`,
    'Read a view that gives one of them another name.',
  )
}

export function tableChanged(origin: Relation, changes: readonly string[]): ExtractError {
  return new ExtractError(
    'extract/table-changed',
    `${named(origin)} was changed after the moment at which tables are read: ${changes.join(', ')}.`,
    'Run the command again. It then reads the table as it is now.',
  )
}

export function readFailed(origin: Relation, bytes: number, server: ServerName, cause: unknown): ExtractError {
  const { code, text } = told(cause, server.password)
  const after = bytes === 0 ? '' : ` after ${amount(bytes)}`
  const message = `Reading ${named(origin)} failed${after}: ${text}`
  const error = new ExtractError('extract/failed', message, readHints.get(code))
  error.isBroken = isBroken(cause)
  return error
}

export function stalled(origin: Relation, bytes: number, milliseconds: number): ExtractError {
  return new ExtractError(
    'extract/failed',
    `Reading ${named(origin)} stopped: PostgreSQL sent nothing for ${milliseconds / 1000} s, after ${amount(bytes)}.`,
    'Check the connection. If the table is a view that takes long, raise "progress_timeout_seconds" of the connection.',
  )
}

export function ageRefused(
  { origin }: NewestQuestion,
  columns: readonly string[],
  server: ServerName,
  cause: unknown,
): ExtractError {
  const { code, text } = told(cause, server.password)
  const unknown = code === '42703' ? /column "?([^" ]+)"? does not exist/.exec(text)?.[1] : undefined
  const near = nearest(unknown?.split('.').at(-1) ?? '', columns)
  const hint = near === undefined ? readHints.get(code) : `Did you mean "${near}"?`
  return new ExtractError(
    'run/age-unknown',
    `PostgreSQL refuses to tell the newest row of ${named(origin)}: ${text}`,
    hint,
  )
}

/** `found`: a type, or a value such as `infinity`. */
export function noMoment({ origin }: NewestQuestion, found: string): ExtractError {
  return new ExtractError(
    'run/age-unknown',
    `What tells the newest row of ${named(origin)} is ${found}, and no moment.`,
    'Cast it: to "timestamptz", or to "timestamp", which is taken as UTC.',
  )
}

export function interrupted(origin: Relation): ExtractError {
  return new ExtractError('extract/failed', `Reading ${named(origin)} was interrupted.`)
}

export function rowTooLong(origin: Relation, limit: number): ExtractError {
  return new ExtractError(
    'extract/failed',
    `A row of ${named(origin)} is longer than ${amount(limit)}, which is more than DuckDB is given for one row.`,
    'Leave out its largest column, or read a view that cuts it.',
  )
}

export function spoolFailed(origin: Relation, path: string, cause: unknown): ExtractError {
  return new ExtractError(
    'extract/failed',
    `The rows of ${named(origin)} cannot be kept in "${path}": ${told(cause).text}`,
  )
}

const readHints: ReadonlyMap<string, string> = new Map([
  ['42501', 'Grant SELECT on it to the user of the profile.'],
  ['57014', 'Raise "statement_timeout_seconds" of the connection, or read less.'],
  ['55P03', 'Another session holds a lock on it. Try again when it has ended.'],
])

function named({ schema, identifier }: Relation): string {
  return `"${schema}"."${identifier}"`
}

function amount(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes} bytes` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
