/** A column as PostgreSQL's catalog tells it, its domains resolved. */
export interface CatalogColumn {
  readonly name: string
  /** As PostgreSQL writes it: `numeric(15,2)`. */
  readonly sourceType: string
  /** The same without domains, of which a server does not tell with its rows. */
  readonly sentType: string
  /** The name of the type below domains and arrays: `numeric`. */
  readonly base: string
  /** `b` base, `e` enum, `r` range, `m` multirange, `c` composite, …: `pg_type.typtype` of `base`. */
  readonly kind: string
  /** How many times it is an array of what follows: a second time where the element is a domain over an array. */
  readonly arrayDepth: number
  /** Of the array, as it was declared; 0 where the catalog does not tell, as for a view. */
  readonly dimensions: number
  /** The base type's modifier, such as precision and scale; -1 for none. */
  readonly modifier: number
  /** Whether the role may read it; it may have rights on some columns only. */
  readonly isReadable: boolean
}

/** PostgreSQL's types whose text DuckDB takes for the same value, and the DuckDB type that holds it. */
const scalars: ReadonlyMap<string, string> = new Map([
  ['bool', 'BOOLEAN'],
  ['int2', 'SMALLINT'],
  ['int4', 'INTEGER'],
  ['int8', 'BIGINT'],
  ['oid', 'BIGINT'],
  ['xid', 'BIGINT'],
  ['cid', 'BIGINT'],
  ['xid8', 'DECIMAL(20,0)'],
  ['float4', 'FLOAT'],
  ['float8', 'DOUBLE'],
  ['date', 'DATE'],
  ['time', 'TIME'],
  ['timestamp', 'TIMESTAMP'],
  ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
  ['uuid', 'UUID'],
  ['json', 'JSON'],
  ['jsonb', 'JSON'],
  ['bytea', 'BLOB'],
])

/** Numbers that have no type of their own outside of PostgreSQL. */
const internal: ReadonlySet<string> = new Set(['oid', 'xid', 'cid', 'xid8'])

/** Numbers whose digits the catalog may leave open. */
const unbounded: ReadonlySet<string> = new Set(['numeric', 'money'])

/** Other spellings of types, as a properties file may declare them, and DuckDB's own. */
const declarable: ReadonlyMap<string, string> = new Map([
  ...[...scalars].filter(([name]) => !internal.has(name)),
  ['boolean', 'BOOLEAN'],
  ['smallint', 'SMALLINT'],
  ['integer', 'INTEGER'],
  ['int', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['hugeint', 'HUGEINT'],
  ['real', 'FLOAT'],
  ['float', 'FLOAT'],
  ['double', 'DOUBLE'],
  ['double precision', 'DOUBLE'],
  ['timestamp with time zone', 'TIMESTAMP WITH TIME ZONE'],
  ['interval', 'INTERVAL'],
  ['text', 'VARCHAR'],
  ['varchar', 'VARCHAR'],
  ['string', 'VARCHAR'],
])

/**
 * The DuckDB type that holds the column. What has none is kept as its text: addresses, shapes, ranges, composites, enums,
 * types of extensions; an interval, whose microseconds Parquet would cut, and a time with a zone, which it would drop. Undefined for `numeric` without precision or
 * with more than 38 digits, and for `money`: `declared` then stands in, if it names a type. It also wins over the catalog
 * where it asks for the text, for a `numeric` as DOUBLE, and for an array's number of dimensions.
 */
export function engineType(column: CatalogColumn, declared?: string): string | undefined {
  const told = catalogType(column)
  const wanted = declared === undefined ? undefined : declaredType(declared)
  return wanted !== undefined && (told === undefined || mayReplace(wanted, told, column)) ? wanted : told
}

/** Whether the column's values are text, in which PostgreSQL's COPY escapes characters. */
export function isText({ base, kind }: CatalogColumn): boolean {
  return kind !== 'b' || !(scalars.has(base) || unbounded.has(base))
}

function mayReplace(wanted: string, told: string, { base, arrayDepth }: CatalogColumn): boolean {
  if (wanted === 'VARCHAR') return true
  if (arrayDepth > 0) return wanted.endsWith('[]') && elementOf(wanted) === elementOf(told)
  return base === 'numeric' && wanted === 'DOUBLE'
}

function elementOf(type: string): string {
  return type.replaceAll('[]', '')
}

function catalogType(column: CatalogColumn): string | undefined {
  const element = elementType(column)
  if (element === undefined || column.arrayDepth === 0) return element
  return column.arrayDepth > 1 ? 'VARCHAR' : `${element}${'[]'.repeat(Math.max(1, column.dimensions))}`
}

function elementType(column: CatalogColumn): string | undefined {
  const { base, modifier } = column
  if (isText(column)) return 'VARCHAR'
  if (base === 'numeric') return modifier === -1 ? undefined : decimalType(...precisionAndScale(modifier))
  return scalars.get(base)
}

/** PostgreSQL packs precision and scale into one number; since version 15 a scale may be negative or exceed the precision. */
function precisionAndScale(modifier: number): readonly [precision: number, scale: number] {
  const packed = modifier - 4
  return [(packed >> 16) & 0xffff, ((packed & 0x7ff) ^ 1024) - 1024]
}

function decimalType(precision: number, scale: number): string | undefined {
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale)
  return digits > 38 ? undefined : `DECIMAL(${digits},${Math.max(scale, 0)})`
}

/** A type of a properties file in DuckDB's spelling; undefined for a name that is no type, or `numeric` without precision. */
function declaredType(declared: string): string | undefined {
  const written = declared.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  if (written.endsWith('[]')) {
    const element = declaredType(written.slice(0, -2))
    return element === undefined ? undefined : `${element}[]`
  }
  const [, precision, scale = '0'] = /^(?:numeric|decimal) ?\( ?(\d+) ?(?:, ?(\d+) ?)?\)$/.exec(written) ?? []
  if (precision !== undefined) return decimalType(Number(precision), Number(scale))
  return declarable.get(written.replace(/^(character varying|varchar|char|character) ?(\( ?\d+ ?\))?$/, 'varchar'))
}
