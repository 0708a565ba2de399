import type { CompileWorld } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { tableKey } from '../environments/pointer.ts'
import { readVersionSql } from '../environments/views-sql.ts'
import { isDataNode, isSource, nodeOf } from '../manifest/lookup.ts'
import type { DataNode, SourceNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import { rowOptions } from '../plan/row-options.ts'
import type { PlannedNode, Step } from '../plan/step.ts'
import { checkedColumns, isParquet, localVersion, type WrittenParquet, writeParquet } from './build-parquet.ts'
import { type Built, type BuiltVersion, NodeFailure } from './built.ts'
import { hasContract } from './check-contract.ts'
import { createViewInPlace, dropOther } from './drop-other.ts'
import { refuseExisting } from './existing-table.ts'
import { type Extraction, extraction } from './extraction.ts'
import { hasKnownRows, nodeFingerprint, nodeInputs } from './node-fingerprint.ts'
import {
  compileForRun,
  failedQuery,
  modelQuery,
  type NodeQuery,
  seedQuery,
  viewForRun,
  viewQuery,
} from './node-query.ts'
import { readFilesSql } from './parquet-files.ts'
import type { RunState } from './run-state.ts'
import { dbtSeedTypes } from './seed-types.ts'
import { viewOverSource } from './source-diagnostics.ts'
import { watched } from './watched.ts'

/** Builds a model or seed and makes it readable for the engine; readers see nothing of it yet. Throws `NodeFailure`. */
export async function buildNode({ id, steps }: PlannedNode, state: RunState): Promise<Built> {
  const node = nodeOf(state.input.world.manifest, id)
  if (!isDataNode(node)) throw new Error(`Internal error: ${id} is not built`)
  const transfer = extractionOf(node, steps, state)
  try {
    const work = await workOf(node, steps, transfer, state)
    if (work.view !== undefined) return await buildView(work, state)
    return work.parquet === undefined ? await buildTable(work, state) : await buildParquet(work, work.parquet, state)
  } finally {
    await transfer?.close()
  }
}

/** A node on its way: its SQL, and what is to become of it. */
interface Work {
  readonly node: DataNode
  readonly query: NodeQuery
  /** The SQL that names the version: without names that only this run uses. */
  readonly sql: string
  readonly reads: readonly NodeId[]
  readonly extraction: Extraction | undefined
  readonly view: Extract<Step, { readonly type: 'createView' }> | undefined
  readonly parquet: ParquetOptions | undefined
}

function extractionOf(node: DataNode, steps: readonly Step[], state: RunState): Extraction | undefined {
  const step = steps.find(({ type }) => type === 'extract')
  if (step?.type !== 'extract') return undefined
  const { world, engine, workFolder, signal, progress } = state.input
  const sources = step.sources.map((id) => nodeOf(world.manifest, id)).filter(isSource)
  const [first] = sources
  if (node.materialization === 'view' && first !== undefined) {
    throw new NodeFailure(viewOverSource(node, `${first.sourceName}.${first.name}`))
  }
  const watch = progress && ((rows: () => number) => progress.watch(node.id, () => ({ rows: rows() })))
  const { clock, report } = state.input
  const tell = (text: string, whom?: 'everybody') =>
    report({ type: 'message', text, at: clock.now(), ...(whom === undefined && { debug: true }) })
  return extraction({ node, sources, extractors: state.extractors, engine, workFolder, signal, watch, tell })
}

async function workOf(
  node: DataNode,
  steps: readonly Step[],
  transfer: Extraction | undefined,
  state: RunState,
): Promise<Work> {
  const { world, engine, signal, projectRoot, onCompiled } = state.input
  const view = steps.find((step) => step.type === 'createView')
  const parquet = steps.find((step) => step.type === 'writeParquet')?.options
  const common = { node, extraction: transfer, view, parquet }
  if (node.type === 'seed') {
    const types = state.input.dbtSeeds ? await dbtSeedTypes(node, projectRoot, engine) : {}
    const query = seedQuery(node, projectRoot, types)
    return { query, sql: `seed ${node.path}`, reads: [], ...common }
  }
  const isViewOnly = view !== undefined && !isTold(node, state)
  const compiled = await (isViewOnly ? viewForRun : compileForRun)(node.id, world, engine, signal)
  await onCompiled(compiled)
  const named = { sql: compiled.sql, reads: compiled.reads, ...common }
  const asked = { engine, manifest: world.manifest }
  if (isViewOnly) return { query: viewQuery(compiled, asked), ...named }
  if (transfer === undefined) return { query: modelQuery(compiled, asked), ...named }
  const extracting = modelQuery(await compileExtracting(node.id, transfer, state), asked)
  await transfer.prepare(extracting.sql).catch(failedQuery(extracting, 0))
  return { query: extracting, ...named }
}

/** The same SQL with the sources under the names of this run. */
function compileExtracting(id: NodeId, transfer: Extraction, { input }: RunState): Promise<CompiledNode> {
  const world: CompileWorld = { ...input.world, sourceRelation: (source: SourceNode) => transfer.relation(source) }
  return compileForRun(id, world, input.engine, input.signal)
}

async function buildTable(work: Work, state: RunState): Promise<Built> {
  const { engine } = state.input
  const { node, query } = work
  await checkedColumns(node, query, { options: undefined, engine })
  if (node.materialization === 'incremental') await refuseExisting(node, state)
  await dropOther(node.relation, 'table', engine)
  const head = `create or replace table ${engine.dialect.relation(node.relation)} as\n`
  const created = async (sent: AbortSignal) => {
    const { rows } = await engine
      .execute(head + query.sql, watched(node.id, { ...state.input, signal: sent }))
      .catch(failedQuery(query, head.length))
    return Number(rows[0]?.[0] ?? 0)
  }
  const rows =
    work.extraction === undefined ? await created(state.input.signal) : await extractTable(work.extraction, work, state)
  return { node, rows }
}

/** A profile takes the place of the row count. */
async function extractTable(
  transfer: Extraction,
  { node, query }: Work,
  { input: { engine } }: RunState,
): Promise<number> {
  const relation = engine.dialect.relation(node.relation)
  const head = `explain (analyze, format json) create or replace table ${relation} as\n`
  await transfer.run(async ({ signal }) => {
    const { rows } = await engine.execute(head + query.sql, { signal }).catch(failedQuery(query, head.length))
    return String(rows[0]?.[1])
  })
  const { rows } = await engine.execute(`select count(*) from ${relation}`)
  return Number(rows[0]?.[0] ?? 0)
}

/** Whether somebody is told a view's columns. Without that, creating it finds out whether its query binds. */
function isTold(node: DataNode, { input }: RunState): boolean {
  return input.store !== undefined || hasContract(node)
}

async function buildView(work: Work, state: RunState): Promise<Built> {
  const { engine } = state.input
  const { node, query, sql, reads, parquet } = work
  const columns = isTold(node, state) ? await checkedColumns(node, query, { options: parquet, engine }) : []
  const head = `create or replace view ${engine.dialect.relation(node.relation)} as\n`
  await createViewInPlace(node.relation, head + query.sql, engine).catch(failedQuery(query, head.length))
  if (state.input.store === undefined) return { node }
  const parts = { sql, options: rowOptions(node, parquet), reads }
  const fingerprint = nodeFingerprint(node, parts, state)
  const inputs = await nodeInputs(node, parts, state)
  const known = state.input.fullRefresh ? undefined : await state.findVersion(fingerprint, tableKey(node.relation))
  const rowsVary = !hasKnownRows({ sql, reads }, state)
  if (known?.kind === 'view') return { node, version: { fingerprint, inputs, columns }, rowsVary, reused: known }
  const parents = reads.map((id) => nodeOf(state.input.world.manifest, id)).filter(isDataNode)
  // Readers of the lake have no database file to look into.
  if (parents.some(({ relation }) => relation.catalog !== undefined)) return { node }
  const version: BuiltVersion = {
    fingerprint,
    inputs,
    columns,
    view: { sql: query.sql, parents: parents.map(({ relation }) => tableKey(relation)) },
  }
  if (parquet === undefined) return { node, version, rowsVary }
  const written = await writeParquet(node, { query, columns, options: parquet, extraction: undefined }, state)
  return {
    node,
    version: { ...version, local: { files: written.files, partitionBy: written.partitionBy } },
    rowsVary,
    ...size(written),
  }
}

async function buildParquet(work: Work, options: ParquetOptions, state: RunState): Promise<Built> {
  const { node, query, sql, reads, extraction: transfer } = work
  const columns = await checkedColumns(node, query, { options, engine: state.input.engine })
  const parts = { sql, options: rowOptions(node, options), reads }
  const inputs = await nodeInputs(node, parts, state)
  const isKnown = node.type !== 'seed' && transfer === undefined && hasKnownRows({ sql, reads }, state)
  if (isKnown) {
    const known = await reusable(node, { fingerprint: nodeFingerprint(node, parts, state), inputs }, state)
    if (known !== undefined) return known
  }
  const written = await writeParquet(node, { query, columns, options, extraction: transfer }, state)
  // Rows that the SQL does not tell are known by their content, so that unchanged rows keep the version they have.
  const content = isKnown ? undefined : written.files.map(({ sha256 }) => sha256)
  const fingerprint = nodeFingerprint(node, { ...parts, ...(content && { content }) }, state)
  const known = content === undefined ? undefined : await reusable(node, { fingerprint, inputs }, state)
  if (known !== undefined) return known
  const local = { files: written.files, partitionBy: written.partitionBy }
  await createView(
    node,
    readFilesSql({ columns: written.columns, partitionBy: written.partitionBy }, written.files),
    state,
  )
  return { node, version: { fingerprint, inputs, columns: written.columns, local }, ...size(written) }
}

function size({ rows, bytes }: WrittenParquet) {
  return { rows, bytes }
}

/** A version of this fingerprint that exists is taken instead of building it, unless the run builds everything. */
async function reusable(
  node: DataNode,
  { fingerprint, inputs }: Pick<BuiltVersion, 'fingerprint' | 'inputs'>,
  state: RunState,
): Promise<Built | undefined> {
  if (state.input.fullRefresh) return undefined
  const found = await state.findVersion(fingerprint, tableKey(node.relation))
  if (!isParquet(found)) return undefined
  await createView(node, readVersionSql(found, await localVersion(found, state)), state)
  const rows = found.files.reduce((sum, file) => sum + file.rows, 0)
  const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0)
  return {
    node,
    version: { fingerprint, ...(inputs && { inputs }), columns: found.columns },
    reused: found,
    rows,
    bytes,
  }
}

async function createView(node: DataNode, sql: string, { input: { engine } }: RunState): Promise<void> {
  await engine.execute(`create or replace view ${engine.dialect.relation(node.relation)} as\n${sql}`)
}
