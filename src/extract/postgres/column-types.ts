/** A column as PostgreSQL's catalog tells it, its domains resolved. */
export interface CatalogColumn {
  readonly name: string
  /** As PostgreSQL writes it: `numeric(15,2)`. */
  readonly sourceType: string
  /** The name of the type below domains and arrays: `numeric`. */
  readonly base: string
  /** `b` base, `e` enum, `r` range, `m` multirange, `c` composite, …: `pg_type.typtype` of `base`. */
  readonly kind: string
  readonly arrayDepth: number
  /** The base type's modifier, such as precision and scale; -1 for none. */
  readonly modifier: number
}

/** PostgreSQL's types whose text DuckDB takes for the same value, and the DuckDB type that holds it. */
const scalars: ReadonlyMap<string, string> = new Map([
  ['bool', 'BOOLEAN'],
  ['int2', 'SMALLINT'],
  ['int4', 'INTEGER'],
  ['int8', 'BIGINT'],
  ['oid', 'BIGINT'],
  ['float4', 'FLOAT'],
  ['float8', 'DOUBLE'],
  ['date', 'DATE'],
  ['time', 'TIME'],
  ['timetz', 'TIME WITH TIME ZONE'],
  ['timestamp', 'TIMESTAMP'],
  ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
  ['uuid', 'UUID'],
  ['json', 'JSON'],
  ['jsonb', 'JSON'],
  ['bytea', 'BLOB'],
])

/** Types that are kept as their text. An interval is one, because Parquet would cut its microseconds. */
const texts: ReadonlySet<string> = new Set([
  ...['bpchar', 'varchar', 'text', 'char', 'name', 'citext', 'xml', 'interval'],
  ...['inet', 'cidr', 'macaddr', 'macaddr8', 'bit', 'varbit'],
])

/** Enums, ranges and multiranges. */
const textKinds: ReadonlySet<string> = new Set(['e', 'r', 'm'])

/** Array elements that DuckDB's cast from text to a list would spoil. */
const unlistable: ReadonlySet<string> = new Set(['bytea'])

/** Other spellings of types, as a properties file may declare them, and DuckDB's own. */
const declarable: ReadonlyMap<string, string> = new Map([
  ...[...scalars].filter(([name]) => name !== 'oid'),
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
 * The DuckDB type that holds the column, or undefined where the catalog does not tell one: `numeric` without precision
 * or with more than 38 digits, `money`, and types of extensions. `declared` then stands in for it, if it names a type.
 */
export function engineType(column: CatalogColumn, declared?: string): string | undefined {
  return catalogType(column) ?? (declared === undefined ? undefined : declaredType(declared))
}

/** Whether the column's values are text, in which PostgreSQL's COPY escapes characters. */
export function isText({ base, kind }: CatalogColumn): boolean {
  return kind !== 'b' || texts.has(base) || (!scalars.has(base) && base !== 'numeric' && base !== 'money')
}

function catalogType(column: CatalogColumn): string | undefined {
  const element = elementType(column)
  if (element === undefined || column.arrayDepth === 0) return element
  return column.arrayDepth > 1 || unlistable.has(column.base) ? 'VARCHAR' : `${element}[]`
}

function elementType({ base, kind, modifier }: CatalogColumn): string | undefined {
  if (textKinds.has(kind) || texts.has(base)) return 'VARCHAR'
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
