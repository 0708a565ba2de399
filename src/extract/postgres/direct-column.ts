import { duckdbDialect } from '../../dialects/duckdb.ts'
import type { CatalogColumn } from './column-types.ts'

/** How DuckDB's extension gives a column as a stream would. */
export interface DirectColumn {
  /** DuckDB's expression over what the extension gives. */
  readonly shown: string
  /** PostgreSQL's condition for values that the extension would change without a word. */
  readonly spoils?: string
}

interface Way {
  /** As PostgreSQL writes the type without its modifier, which a domain over it is not. */
  readonly written: string
  readonly shown?: (quoted: string, column: CatalogColumn) => string
  readonly spoils?: (quoted: string) => string
}

/** The first moment beyond DuckDB's last. */
const beyond = '294247-01-10 04:00:54.775807'

const ways: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['bool', { written: 'boolean' }],
  ['int2', { written: 'smallint' }],
  ['int4', { written: 'integer' }],
  ['int8', { written: 'bigint' }],
  ['float4', { written: 'real' }],
  ['float8', { written: 'double precision' }],
  // It would become 0.
  ['numeric', { written: 'numeric', spoils: (quoted) => `${quoted} = 'NaN'` }],
  ['date', { written: 'date' }],
  ['time', { written: 'time without time zone' }],
  // Later ones would become other moments.
  [
    'timestamp',
    {
      written: 'timestamp without time zone',
      spoils: (quoted) => `(pg_catalog.isfinite(${quoted}) and ${quoted} >= '${beyond}')`,
    },
  ],
  [
    'timestamptz',
    {
      written: 'timestamp with time zone',
      spoils: (quoted) => `(pg_catalog.isfinite(${quoted}) and ${quoted} >= '${beyond}+00')`,
    },
  ],
  ['uuid', { written: 'uuid' }],
  ['text', { written: 'text' }],
  ['varchar', { written: 'character varying' }],
  // It cuts the blanks that pad the value to its length.
  ['bpchar', { written: 'character', shown: (quoted, { modifier }) => `rpad(${quoted}, ${modifier - 4}, ' ')` }],
  ['bytea', { written: 'bytea' }],
  ['json', { written: 'json', shown: asJson }],
  ['jsonb', { written: 'jsonb', shown: asJson }],
])

/** Undefined for a type that the extension gives in another way, or that nobody has tried. */
export function directColumn(column: CatalogColumn): DirectColumn | undefined {
  const { name, base, kind, arrayDepth, sourceType, modifier } = column
  const way = ways.get(base)
  const isPlain = kind === 'b' && arrayDepth === 0 && sourceType.replace(/\(.*?\)/, '') === way?.written
  if (way === undefined || !isPlain || (base === 'bpchar' && modifier < 5)) return undefined
  const quoted = duckdbDialect.quote(name)
  return {
    shown: `${way.shown?.(quoted, column) ?? quoted} as ${quoted}`,
    ...(way.spoils !== undefined && { spoils: way.spoils(quoted) }),
  }
}

function asJson(quoted: string): string {
  return `cast(${quoted} as JSON)`
}
