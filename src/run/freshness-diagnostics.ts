import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { AgeLimit } from '../manifest/freshness.ts'
import type { SourceNode } from '../manifest/node.ts'
import type { QueryError } from '../ports/engine.ts'
import { nearest } from '../util/nearest.ts'

/** The engine refuses the SQL that tells when rows came. A table that is not there is no fault of that. */
export function ageRefused(
  source: SourceNode,
  { kind, message, candidates }: QueryError,
  location: Location,
): Diagnostic {
  const unknown = /column "(.+?)"/i.exec(message)?.[1]
  const near = unknown === undefined ? candidates[0] : nearest(unknown, candidates)
  return {
    code: 'run/age-unknown',
    message: `DuckDB refuses to tell the newest row of "${nameOf(source)}". ${kind} error: ${message}`,
    location: kind === 'Catalog' ? source.location : location,
    ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
  }
}

/** `found`: a type, or a value such as `infinity`. */
export function noMoment(source: SourceNode, found: string, location: Location): Diagnostic {
  return {
    code: 'run/age-unknown',
    message: `What tells the newest row of "${nameOf(source)}" is ${found}, and no moment.`,
    location,
    hint: 'Cast it: to TIMESTAMPTZ, or to TIMESTAMP, which is taken as UTC.',
  }
}

/** Nothing tells when the rows came. */
export function noLoadedAt(source: SourceNode): Diagnostic {
  return {
    code: 'run/age-unknown',
    message: `Nothing tells how old the rows of "${nameOf(source)}" are.`,
    location: source.location,
    hint: 'Name the column with "loaded_at_field", or take the limits back with "freshness: null".',
  }
}

/** `seconds`: how long ago the newest row came; undefined where there is none. */
export function staleSource(
  source: SourceNode,
  {
    seconds,
    limit,
    is,
  }: { readonly seconds: number | undefined; readonly limit: AgeLimit; readonly is: 'a warning' | 'an error' },
): Diagnostic {
  const state = seconds === undefined ? 'has no row' : `got its newest row ${ageText(seconds)} ago`
  return {
    code: 'run/stale-source',
    message: `"${nameOf(source)}" ${state}; ${is} after ${amount(limit.count, limit.period)}.`,
    location: source.location,
    ...(is === 'an error' && { severity: 'error' }),
  }
}

/** In the largest unit that still tells it well: `90 minutes`, `25 hours`, `3 days`. */
function ageText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return amount(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? amount(hours, 'hour') : amount(Math.floor(hours / 24), 'day')
}

function amount(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function nameOf({ sourceName, name }: SourceNode): string {
  return `${sourceName}.${name}`
}
