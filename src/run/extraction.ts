import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sqlLiteral } from '../dialects/literal.ts'
import type { Node, SourceNode } from '../manifest/node.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Engine } from '../ports/engine.ts'
import { type Delivered, ExtractError, type SourceStream, type StreamOptions } from '../ports/extractor.ts'
import { begunAgain } from './begun-again.ts'
import { NodeFailure } from './built.ts'
import { describeSource } from './describe-source.ts'
import { type ReadingPlace, readDirectly } from './direct-read.ts'
import type { Extractors } from './extractors.ts'
import { type BoundSource, type Need, neededColumns } from './needed-columns.ts'
import { refusedValue } from './refused-value.ts'
import { isRowByRow } from './row-by-row.ts'
import { type ScannedRows, scannedRows } from './scanned-rows.ts'
import { extractFailed, noConnection, rowsLost } from './source-diagnostics.ts'

/** Source tables that one node reads, under names of its own so that nodes can read one table at the same time. */
export interface Extraction {
  /** The relation of a source for this node's SQL. */
  relation(source: SourceNode): Relation
  /** Makes the sources' shapes known to the engine, and finds out what of them `sql` needs. */
  prepare(sql: string): Promise<void>
  /**
   * Streams what is needed while `use` runs the query that reads it; `use` returns the query's profile, from which the
   * rows of both sides are compared. When a connection breaks, both begin again: `use` leaves nothing when it fails.
   */
  run(use: (place: ReadingPlace) => Promise<string>): Promise<void>
  /**
   * As `run`, for a statement that writes rows to a file as they come: it may run on an engine that reads the source by
   * itself. If that does not give all rows, the statement runs once more, on the usual engine.
   */
  copy(use: (place: ReadingPlace) => Promise<string>): Promise<void>
  /** Removes the names again. */
  close(): Promise<void>
}

export interface ExtractionInput {
  /** The model or test that reads them. */
  readonly node: Pick<Node, 'name'>
  readonly sources: readonly SourceNode[]
  readonly extractors: Extractors
  readonly engine: Engine
  readonly workFolder: string
  readonly signal: AbortSignal
  /** Given what tells the rows so far, of all sources. */
  readonly watch?: ((rows: () => number) => void) | undefined
  /** Told what happens to a table on its way: what everybody should know, or only those who look into it. */
  readonly tell?: ((text: string, whom?: 'everybody') => void) | undefined
}

/** Nothing is read before `prepare`. Every method throws `NodeFailure` for what a source refuses. */
export function extraction(input: ExtractionInput): Extraction {
  const { node, sources, engine, workFolder } = input
  const relationOf = (source: SourceNode): Relation => ({
    schema: `${source.relation.schema}:${node.name}`,
    identifier: source.relation.identifier,
  })
  let bound: readonly BoundTable[] = []
  let needs: readonly Need[] = []
  let lone: BoundTable | undefined
  const { signal, tell } = input
  const stream = (use: (place: ReadingPlace) => Promise<string>) =>
    begunAgain(() => transfer(bound, needs, input, (sent) => use({ engine, signal: sent })), {
      signal,
      tell: (text) => tell?.(text, 'everybody'),
    })

  return {
    relation: relationOf,
    async prepare(sql) {
      bound = await Promise.all(sources.map((source) => bind(source, relationOf(source), input)))
      const emptyFile = join(workFolder, 'empty.csv')
      await writeFile(emptyFile, '')
      needs = await neededColumns(sql, bound, { engine, emptyFile })
      const [only, ...others] = bound
      const isLone = only !== undefined && others.length === 0 && (await isRowByRow(sql, only.relation, engine))
      lone = isLone ? only : undefined
    },
    run: (use) => stream(use),
    async copy(use) {
      const [need] = needs
      if (lone !== undefined && need !== undefined && (await readsItself(lone, need, input, use))) return
      await stream(use)
    },
    async close() {
      const schemas = new Set(bound.map(({ relation }) => engine.dialect.quote(relation.schema)))
      for (const schema of schemas) await engine.execute(`drop schema if exists ${schema} cascade`)
    },
  }
}

interface BoundTable extends BoundSource {
  readonly source: SourceNode
}

async function bind(source: SourceNode, relation: Relation, input: ExtractionInput): Promise<BoundTable> {
  const { connection } = source
  if (connection === undefined) throw new NodeFailure(noConnection(source))
  return failing(source, async () => {
    const extractor = await input.extractors.get(connection)
    return { source, relation, table: await describeSource(source, extractor) }
  })
}

/** What an extractor throws becomes the failure of the model, at the source's place. */
async function failing<T>(source: SourceNode, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ExtractError
      ? new NodeFailure(extractFailed(error, source.location), { cause: error })
      : error
  }
}

/** Whether the engine of the source's own read it all. */
async function readsItself(
  bound: BoundTable,
  { columns }: Need,
  { extractors, signal, tell }: ExtractionInput,
  use: (place: ReadingPlace) => Promise<string>,
): Promise<boolean> {
  const { source, table, relation } = bound
  const name = `"${source.sourceName}.${source.name}"`
  const direct = await failing(source, async () => {
    const extractor = await extractors.get(source.connection ?? '')
    return extractor.direct(table, columns)
  })
  if ('because' in direct) {
    tell?.(`${name} is read as a stream: ${direct.because}`)
    return false
  }
  const { engine, readSql } = direct
  const schema = engine.dialect.quote(relation.schema)
  const view = {
    create: `create schema if not exists ${schema};\n${viewSql(bound, columns, engine, readSql)}`,
    drop: `drop schema if exists ${schema} cascade`,
  }
  const failed = await readDirectly(direct, view, { use, signal })
  tell?.(
    failed === undefined
      ? `${name} is read by postgres_scanner.`
      : `${name} is read as a stream, not by postgres_scanner: ${failed}`,
  )
  return failed === undefined
}

interface OpenStream {
  readonly bound: BoundTable
  readonly stream: SourceStream
}

async function transfer(
  bound: readonly BoundTable[],
  needs: readonly Need[],
  input: ExtractionInput,
  use: (signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([input.signal, stop.signal])
  const open: OpenStream[] = []
  const counts: (() => number)[] = []
  input.watch?.(() => counts.reduce((sum, rows) => sum + rows(), 0))
  const watch = (rows: () => number) => void counts.push(rows)
  try {
    for (const [index, table] of bound.entries()) {
      const need = needs[index]
      if (need !== undefined && need.scans > 0) open.push(await openStream(table, need, input, { signal, watch }))
    }
    const delivered = Promise.all(open.map(({ bound: { source }, stream }) => failing(source, () => stream.delivered)))
    // A transfer that fails ends the query that waits for its rows; its own error is the one to tell.
    delivered.catch(() => stop.abort())
    const profile = await use(signal).catch(async (error: unknown) => {
      if (stop.signal.aborted) await delivered
      const refused = refusedValue(
        error,
        open.map((each) => each.bound),
      )
      throw refused === undefined ? error : new NodeFailure(refused)
    })
    const scanned = scannedRows(profile)
    // What the query had no need to open would wait for its reader for ever.
    await Promise.all(
      open.filter(({ stream }) => scansOf(stream, scanned).length === 0).map(({ stream }) => stream.close()),
    )
    compareRows(open, await delivered, scanned)
  } finally {
    await Promise.all(open.map(({ stream }) => stream.close()))
  }
}

async function openStream(
  bound: BoundTable,
  need: Need,
  { engine, extractors }: ExtractionInput,
  following: Pick<StreamOptions, 'watch'> & { readonly signal: AbortSignal },
): Promise<OpenStream> {
  const { source, table } = bound
  const columns = need.columns.length > 0 ? need.columns : table.columns.slice(0, 1).map(({ name }) => name)
  const stream = await failing(source, async () => {
    const extractor = await extractors.get(source.connection ?? '')
    return extractor.stream(table, columns, { once: need.scans === 1, ...following })
  })
  await engine.execute(viewSql(bound, columns, engine, stream.readSql))
  return { bound, stream }
}

/** The source under the node's name for it; columns that nothing reads are NULL. */
function viewSql(
  { table, relation }: BoundTable,
  columns: readonly string[],
  { dialect }: Engine,
  from: string,
): string {
  const read = new Set(columns)
  const list = table.columns.map(({ name, type }) =>
    read.has(name) ? dialect.quote(name) : `cast(null as ${type}) as ${dialect.quote(name)}`,
  )
  return `create or replace view ${dialect.relation(relation)} as select ${list.join(', ')} from ${from}`
}

/** Throws `NodeFailure` where the engine read another number of rows than the source sent. */
function compareRows(open: readonly OpenStream[], delivered: readonly Delivered[], scanned: ScannedRows): void {
  for (const [index, { bound, stream }] of open.entries()) {
    const sent = delivered[index]
    for (const { rows } of scansOf(stream, scanned)) {
      const isShort = rows < (sent?.rows ?? 0) && (scanned.mayStopEarly || sent?.stoppedEarly === true)
      if (sent === undefined || rows === sent.rows || isShort) continue
      throw new NodeFailure(rowsLost(bound.source.name, { sent: sent.rows, read: rows }, bound.source.location))
    }
  }
}

/** The scans of a stream's pipe or file, of which its SQL holds the path. */
function scansOf({ readSql }: SourceStream, { scans }: ScannedRows): ScannedRows['scans'] {
  return scans.filter(({ file }) => file !== '' && readSql.includes(sqlLiteral(file)))
}
