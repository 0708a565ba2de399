import type { CompiledNode } from '../compile/compiled-node.ts'
import { type Diagnostic, saidOf } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { DataNode, DataTestNode, Node } from '../manifest/node.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import type { ParsedStatement, QueryError } from '../ports/engine.ts'
import type { StoreError } from '../ports/store.ts'
import { nearest } from '../util/nearest.ts'
import { columnHint, queryHint } from './query-hint.ts'
import { queryPlace } from './query-place.ts'
import { lineStretch, seedProblem } from './seed-problem.ts'

/** A query that failed, at the place in the author's file that its position comes from. `offset`: where `sql` starts in what ran. */
export function sqlFailed(error: QueryError, compiled: CompiledNode, offset = 0): Diagnostic {
  const { position, message, kind } = error
  const { location, word, related } = queryPlace(compiled, position === undefined ? undefined : position - offset)
  const hint = queryHint(error, word) ?? columnHint(compiled, error)
  return {
    code: failureCode(error),
    message: `${kind === 'Unknown' ? '' : `${kind} error: `}${message}`,
    location,
    ...(related !== undefined && { related }),
    ...(hint !== undefined && { hint }),
  }
}

function failureCode({ kind }: QueryError): 'run/not-allowed' | 'run/sql-failed' {
  return kind === 'Permission' ? 'run/not-allowed' : 'run/sql-failed'
}

/** A table that a column was looked for in. */
export interface SearchedTable {
  /** `silver.orders`; a part of the query by its name there. */
  readonly label: string
  readonly columns: readonly string[]
  /** Where it is defined. */
  readonly related: NonNullable<Diagnostic['related']>
}

/** A column that none of the tables has which can be read at `position` of a node's query. */
export function unknownColumn(
  {
    column,
    tables,
    elsewhere,
    candidates,
  }: {
    readonly column: string
    readonly tables: readonly SearchedTable[]
    /** A table that has it, but is not read at this place. */
    readonly elsewhere: string | undefined
    readonly candidates: readonly string[]
  },
  compiled: CompiledNode,
  position: number,
): Diagnostic {
  const { location, related = [] } = queryPlace(compiled, position)
  const suggestion = nearest(column, [...tables.flatMap(({ columns }) => columns), ...candidates])
  const hint =
    elsewhere !== undefined
      ? `${elsewhere} has "${column}": select it in the parts of the query on the way here.`
      : suggestion && `Did you mean "${suggestion}"?`
  const [only, ...more] = tables
  const message =
    only !== undefined && more.length === 0
      ? `No column of ${only.label} is named "${column}": ${shortList(only.columns, 12)}.`
      : `No column of ${tables.map(({ label, columns }) => `${label} (${shortList(columns, 6)})`).join(' or ')} is named "${column}".`
  return saidOf(compiled.node.type, {
    code: 'run/unknown-column',
    message,
    location,
    related: [...tables.flatMap((table) => table.related), ...related],
    ...(hint !== undefined && { hint }),
  })
}

function shortList(names: readonly string[], most: number): string {
  const left = names.length - most
  return left > 0 ? `${names.slice(0, most).join(', ')}, … (+${left})` : names.join(', ')
}

/** A query of a template that failed, at the call that asked it. */
export function introspectionFailed(error: QueryError, location: Location): Diagnostic {
  const hint = queryHint(error, /column "(.+?)"/i.exec(error.message)?.[1])
  return {
    code: failureCode(error),
    message: `The query of this template failed. ${error.kind} error: ${error.message}`,
    location,
    ...(hint !== undefined && { hint }),
  }
}

/** At the second of several statements, or at the one that is no SELECT. */
export function notOneSelect(compiled: CompiledNode, statements: readonly ParsedStatement[]): Diagnostic {
  const { type } = compiled.node
  const isTest = type === 'test'
  const nothing = isTest ? 'it has no statement' : 'its file has no statement'
  return saidOf(type, {
    code: 'compile/not-one-select',
    message: `A ${isTest ? 'test' : 'model'} is exactly one SELECT; ${statements.length === 0 ? nothing : found(statements)}.`,
    ...statementPlace(compiled, statements),
    hint: isTest
      ? 'Write the query of the rows that fail, and nothing else.'
      : 'Write the query only: the framework creates tables, files and views from it.',
  })
}

/** The same for a query of the command line. */
export function notAQuery(compiled: CompiledNode, statements: readonly ParsedStatement[]): Diagnostic {
  return {
    code: 'compile/not-a-query',
    message: `One SELECT is expected; ${found(statements)}.`,
    ...statementPlace(compiled, statements),
    hint: 'Queries read what is published and change nothing. What writes it is a model, a seed, and tpchmodel build.',
  }
}

/** What a template of a guarded project asks that is not one SELECT, at the call. */
export function templateWrites(statements: readonly ParsedStatement[], location: Location): Diagnostic {
  return {
    code: 'compile/not-a-query',
    message: `What a template asks is one SELECT; ${found(statements)}.`,
    location,
    hint: 'Templates read and change nothing, so that nothing reaches readers untested. What writes is a model; settings and extensions belong to the target.',
  }
}

/** The same in a project that is not guarded, where it runs. */
export function riskyStatement(statements: readonly ParsedStatement[], location: Location): Diagnostic {
  return {
    code: 'run/template-writes',
    message: `What a template asks is not one SELECT: ${found(statements)}. It ran, as in dbt: it can change what readers see, untested, and does so each time this is compiled for a run.`,
    location,
  }
}

function found(statements: readonly ParsedStatement[]): string {
  const types = statements.map(({ type }) => type)
  if (types.length === 0) return 'there is no statement'
  return types.length === 1
    ? `found a statement of type ${types[0]}`
    : `found ${types.length} statements (${types.join(', ')})`
}

function statementPlace(compiled: CompiledNode, [first, second]: readonly ParsedStatement[]) {
  const { location, related } = queryPlace(compiled, (second ?? first)?.start)
  return { location, ...(related !== undefined && { related }) }
}

/** A column of a query of the command line that would be written as Parquet. */
export function unportableResult({ name, type }: TypedColumn, { location }: Pick<Node, 'location'>): Diagnostic {
  return {
    code: 'compile/unportable-type',
    message: `The column "${name}" is ${type}, which Parquet would keep as DOUBLE and so lose digits. A sum of integers is HUGEINT in DuckDB.`,
    location,
    hint: `Write cast(… as bigint) or cast(… as decimal(38, 0)) as ${name}.`,
  }
}

export function unportableType(node: DataNode, column: TypedColumn, location: Location): Diagnostic {
  return {
    code: 'compile/unportable-type',
    message: `The column "${column.name}" of "${node.name}" is ${column.type}, which Parquet would keep as DOUBLE and so lose digits. A sum of integers is HUGEINT in DuckDB.`,
    location,
    hint: `Write cast(… as bigint) or cast(… as decimal(38, 0)) as ${column.name}, or set config(hugeint='bigint').`,
  }
}

/** `key`: the configuration that names columns. */
export function onlyPartitionColumns(node: Node, columns: readonly string[]): Diagnostic {
  return {
    code: 'run/unknown-column',
    title: 'A configuration leaves no column for the files.',
    message: `"partition_by" of "${node.name}" names all of its columns, and a file keeps those that it does not name: ${columns.map((name) => `"${name}"`).join(', ')}.`,
    location: node.location,
    hint: 'Leave one of them out of "partition_by".',
  }
}

export function unknownConfigColumn(
  node: DataNode,
  { key, column, columns }: { readonly key: string; readonly column: string; readonly columns: readonly string[] },
): Diagnostic {
  const suggestion = nearest(column, columns)
  return {
    code: 'run/unknown-column',
    title: 'A configuration names a column that its model does not have.',
    message: `"${key}" of "${node.name}" names "${column}", which is none of its columns: ${shortList(columns, 12)}.`,
    location: columnInConfig(node, column),
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

/** `count`: undefined where they were not counted to their end. */
export function tooManyPartitions(
  node: Node,
  { partitionBy: [first = '', ...more], maxPartitions }: Pick<ParquetOptions, 'partitionBy' | 'maxPartitions'>,
  count: number | undefined,
): Diagnostic {
  const columns = [first, ...more].map((column) => `"${column}"`).join(', ')
  const limit = maxPartitions.toLocaleString('en')
  const found = count === undefined ? `more than ${limit}` : count.toLocaleString('en')
  return {
    code: 'run/too-many-partitions',
    message: `"${node.name}" would be ${found} folders of files, one for each value of ${columns}; ${limit} are allowed.`,
    location: columnInConfig(node, first),
    hint: 'Partition by what has few values, such as the month of a date, and sort by the rest with "order_by". "max_partitions" in the config allows more.',
  }
}

/** Where a column's name stands in a model's `config()`; the node where it does not. */
function columnInConfig(node: Node, column: string): Location {
  const at = node.type === 'model' ? node.rawSql.search(new RegExp(`(?<=['"])${escapedPattern(column)}(?=['"])`)) : -1
  return at === -1 ? node.location : { file: node.path, start: at, end: at + column.length }
}

function escapedPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

export function contractBroken(node: DataNode, differences: readonly string[], location: Location): Diagnostic {
  return {
    code: 'run/contract-broken',
    message: `The columns of "${node.name}" are not those of its contract: ${differences.join('; ')}.`,
    location,
    hint: 'Change the query, or the contract together with those who read the model.',
  }
}

export function storeFailed(error: StoreError): Diagnostic {
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
}

/** `cause`: why objects that follow from the pointer could not be written. */
export function derivedBehind(cause: Diagnostic, environment: string): Diagnostic {
  return {
    ...cause,
    message: `The stable paths, manifests and DuckDB file of "${environment}" are not up to date, while its pointer is. ${cause.message}`,
    hint: [cause.hint, 'The next build brings them up to date.'].filter((part) => part !== undefined).join(' '),
  }
}

/** `reason`: the system's, in words that follow a colon. */
export function workFolderFailed(folder: string, reason: string): Diagnostic {
  return {
    code: 'run/work-folder',
    message: `"${folder}", where a run keeps its files while it works, cannot be used: ${reason}.`,
    hint: "Make the project's folder writable and its disk not full. What was published before is unchanged.",
  }
}

export function verifyFailed(node: Pick<Node, 'name' | 'location'>, what: string): Diagnostic {
  return {
    code: 'run/verify-failed',
    message: `The Parquet of "${node.name}" does not read back as it was written: ${what}.`,
    location: node.location,
    hint: 'Nothing was published. Check the disk, and run it again.',
  }
}

/** `child`: who reads it and where, and whether building it is what is wanted. */
export function neverBuilt(
  parent: DataNode,
  child: { readonly name: string; readonly location: Location; readonly builds: boolean } | undefined,
  environment: string,
): Diagnostic {
  return {
    code: 'plan/never-built',
    message: `"${parent.name}" has not been built in the environment "${environment}"${child === undefined ? '' : `, and "${child.name}" reads it`}.`,
    location: (child ?? parent).location,
    hint: `Build it first: tpchmodel build --select +${child?.builds ? child.name : parent.name}`,
  }
}

export interface UnreadableTest {
  readonly test: DataTestNode
  /** One of those that were never built. */
  readonly parent: DataNode
}

/** Tests that wait until all that they read is there. */
export function testLeftOut(tests: readonly UnreadableTest[], environment: string): Diagnostic {
  const [first] = tests
  const [count, they, are] = tests.length === 1 ? ['1 test', 'it', 'is'] : [`${tests.length} tests`, 'they', 'are']
  const parents = [...new Set(tests.map(({ parent }) => parent.name))].sort()
  const more = parents.length > 5 ? ` and ${parents.length - 5} more` : ''
  return {
    code: 'plan/test-left-out',
    message: `${count} of what is selected also ${tests.length === 1 ? 'reads' : 'read'} what has not been built in the environment "${environment}" (${parents.slice(0, 5).join(', ')}${more}); ${they} ${are} left out.`,
    ...(first !== undefined && { location: first.test.location }),
    hint: `Build what is missing too, and the tests run: tpchmodel build --select ${parents
      .slice(0, 5)
      .map((name) => `+${name}`)
      .join(' ')}`,
  }
}

export function brokenView(view: string, model: string, message: string): Diagnostic {
  return {
    code: 'run/view-broken',
    message: `The published view "${view}" no longer works over the new "${model}": ${message}`,
    hint: `Nothing was published. Build both together: tpchmodel build --select ${model}+`,
  }
}

/** `text`: of the seed's file, to find the line in. */
export function seedFailed(node: DataNode, { message }: QueryError, text: string): Diagnostic {
  const [, line = '', said = ''] = /CSV Error on Line: (\d+)\n(?:Original Line: .*\n)?(.+)/.exec(message) ?? []
  const configured = node.config['delimiter']
  const problem =
    line === ''
      ? seedProblem(text, typeof configured === 'string' ? configured : ',')
      : { message: said, ...lineStretch(text, Number(line)) }
  return {
    code: 'run/seed-failed',
    message: `The seed "${node.name}" cannot be read: ${(problem?.message ?? message.split('\n')[0] ?? '').replace(/\.$/, '')}.`,
    location: problem === undefined ? node.location : { file: node.path, start: problem.start, end: problem.end },
    hint: 'Correct the file, or declare "delimiter" and "column_types" in its config.',
  }
}
