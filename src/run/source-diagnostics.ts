import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { DataNode, Node, SourceNode } from '../manifest/node.ts'
import type { QueryError } from '../ports/engine.ts'
import type { ExtractError, SourceColumn } from '../ports/extractor.ts'

/** What a source system refuses: at the table it is about, where it is about one. */
export function extractFailed(error: ExtractError, location?: Location): Diagnostic {
  return {
    code: error.code,
    message: error.message,
    ...(location !== undefined && { location }),
    ...(error.hint !== undefined && { hint: error.hint }),
  }
}

/** A source of files that the engine reads in place. */
export function filesUnreadable(source: SourceNode, { kind, message }: QueryError): Diagnostic {
  return {
    code: 'extract/failed',
    message: `The files of "${source.sourceName}.${source.name}" cannot be read. ${kind} error: ${message}`,
    location: source.location,
    hint: 'Check its "external_location".',
  }
}

export function fileMissing(source: SourceNode, path: string): Diagnostic {
  return {
    code: 'extract/failed',
    message: `The source "${source.sourceName}.${source.name}" reads "${path}", which is not there.`,
    location: source.location,
    hint: 'Check its "external_location".',
  }
}

export function noConnection(source: SourceNode): Diagnostic {
  return {
    code: 'extract/no-connection',
    message: `The source "${source.sourceName}" has no connection, so nothing tells where the table "${source.name}" is.`,
    location: source.location,
    hint: 'Name one of the target with "config: {connection: …}", or give the source an "external_location".',
  }
}

export function viewOverSource(node: DataNode, source: string): Diagnostic {
  return {
    code: 'plan/view-over-source',
    message: `"${node.name}" is a view over the source "${source}", whose rows are there only while a model extracts them.`,
    location: node.location,
    hint: `Let it keep its rows with config(materialized='parquet'), or read a model that does.`,
  }
}

/** `instead`: what does read the source. */
export function sourceUnread(
  { name, location }: Pick<Node, 'name' | 'location'>,
  source: SourceNode,
  instead: string,
): Diagnostic {
  return {
    code: 'plan/source-unread',
    message: `"${name}" reads the source "${source.sourceName}.${source.name}", whose rows are there only while a run builds or tests.`,
    location,
    hint: instead,
  }
}

/** `reason`: which value, and why not; goes on from "cannot be read". */
export function valueRefused(
  source: Pick<SourceNode, 'name' | 'sourceName' | 'location'>,
  { name, sourceType }: SourceColumn,
  reason: string,
): Diagnostic {
  return {
    code: 'extract/value-refused',
    message: `A value of the column "${name}" of "${source.sourceName}.${source.name}" cannot be read: ${reason}`,
    location: source.location,
    hint: refusalHint(sourceType),
  }
}

function refusalHint(sourceType: string): string {
  if (sourceType.endsWith('[]')) {
    return 'Declare the "data_type" of the column with as many pairs of brackets as its arrays have dimensions, or as "varchar", which keeps the text.'
  }
  return /^(?:numeric|money)/.test(sourceType)
    ? 'Declare another "data_type" of the column: one with more digits, "double", which takes NaN too, or "varchar", which keeps the text.'
    : 'Declare "data_type: varchar" at the column, which keeps the text.'
}

export function rowsLost(
  table: string,
  { sent, read }: { readonly sent: number; readonly read: number },
  location: Location,
): Diagnostic {
  return {
    code: 'extract/row-count',
    message: `The source sent ${sent} rows of "${table}" and DuckDB read ${read}.`,
    location,
    hint: 'Nothing was published. Run it again; if it happens again, report it with the type of each column.',
  }
}
