import { compileNode } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { notYet } from '../compile/diagnostics.ts'
import { QueryNeeded, queryJournal } from '../context/query-journal.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { type Pointer, type TableEntry, tableKey } from '../environments/pointer.ts'
import { versionFinder } from '../environments/versions.ts'
import { TemplateError } from '../jinja/template.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { DataNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type Change, changeOf } from '../plan/change.ts'
import { dataParents } from '../plan/data-parents.ts'
import { type FingerprintInput, fingerprint, isVolatile, versionInputs } from '../plan/fingerprint.ts'
import { rowOptions } from '../plan/row-options.ts'
import type { Plan, PlannedNode } from '../plan/step.ts'
import type { Store } from '../ports/store.ts'
import { NodeFailure } from '../run/built.ts'
import { writtenCode } from '../run/node-fingerprint.ts'
import { compileForRun } from '../run/node-query.ts'
import { shownFingerprints } from '../run/open-environment.ts'
import { type ColumnsOf, columnsOf } from './changed-columns.ts'
import type { Workspace } from './load-workspace.ts'
import { movedFrom } from './moved-from.ts'
import type { Session } from './with-session.ts'

export interface ChangesInput {
  readonly plan: Plan
  readonly workspace: Workspace
  readonly pointer: Pointer | undefined
  readonly store: Store | undefined
  /** Whether everything is built anew. */
  readonly forced: boolean
  readonly session: Session
  readonly signal: AbortSignal | undefined
}

/** What is known while one node after the other is looked at. */
interface Known {
  readonly input: ChangesInput
  readonly changes: Map<NodeId, Change>
  /** Of versions that are named by what they are made from, or that stay. */
  readonly fingerprints: Map<NodeId, Fingerprint>
  /** Nodes whose rows no fingerprint will stand for. */
  readonly withoutVersions: Set<NodeId>
  readonly find: (expected: Fingerprint, key: string) => Promise<TableEntry | undefined>
  readonly columns: ColumnsOf
  readonly problems: Diagnostic[]
}

/** What a run does with every model and seed of a plan. Throws `ProjectError` for a parent that was never built. */
export async function nodeChanges(
  input: ChangesInput,
): Promise<{ readonly changes: readonly Change[]; readonly problems: readonly Diagnostic[] }> {
  const { plan, workspace, pointer, store, session } = input
  const { manifest, target } = workspace
  const problems: Diagnostic[] = []
  const fingerprints = new Map(target.lake === undefined ? [] : shownFingerprints({ plan, world: workspace }, pointer))
  const known: Known = {
    input,
    changes: new Map(),
    fingerprints,
    withoutVersions: new Set(plan.reads.filter((id) => !fingerprints.has(id))),
    find:
      store === undefined ? async () => undefined : versionFinder(store, { environment: plan.environment, pointer }),
    columns: columnsOf({ workspace, session, pointer, report: (found) => problems.push(found) }),
    problems,
  }
  for (const planned of plan.nodes) {
    const node = nodeOf(manifest, planned.id)
    if (isDataNode(node)) known.changes.set(node.id, await changeFor(node, planned, known))
  }
  return { changes: [...known.changes.values()], problems }
}

async function changeFor(node: DataNode, planned: PlannedNode, known: Known): Promise<Change> {
  const { pointer, workspace, forced } = known.input
  const compiled = node.type === 'seed' ? undefined : await compiledOf(node, known)
  const made = await madeFrom(node, planned, compiled, known)
  const key = tableKey(node.relation)
  const keepsVersions = workspace.target.lake !== undefined && node.relation.catalog === undefined
  const change = changeOf({
    id: node.id,
    shown: pointer?.tables.get(key),
    movedFrom: movedFrom(node, pointer),
    forced,
    keepsVersions,
    exists: made.expected !== undefined && (await known.find(made.expected, key)) !== undefined,
    parents: dataParents(node.id, workspace.manifest).flatMap((id) => known.changes.get(id) ?? []),
    isSeed: node.type === 'seed',
    asks: asksOf(node, workspace),
    ...made,
  })
  note(node, change, made, known)
  const columns = await known.columns(node, change, compiled)
  return columns === undefined ? change : { ...change, columns }
}

/** What the fingerprint of a node will be made from, as far as that is known. */
async function madeFrom(node: DataNode, { steps }: PlannedNode, compiled: CompiledNode | undefined, known: Known) {
  const { workspace, session } = known.input
  if (compiled === undefined && node.type !== 'seed') {
    return { inputs: undefined, expected: undefined, sources: [], isVolatile: false, rowsVary: false }
  }
  const parquet = steps.find((step) => step.type === 'writeParquet')?.options
  const { sql, reads } = compiled ?? { sql: `seed ${node.path}`, reads: [] }
  const parents = reads.flatMap((id) => known.fingerprints.get(id) ?? [])
  const sources = reads.filter(
    (id) => workspace.manifest.nodes.get(id)?.type === 'source' || known.withoutVersions.has(id),
  )
  const made: Omit<FingerprintInput, 'content'> = {
    sql,
    materialization: node.materialization,
    options: rowOptions(node, parquet),
    engine: session.engine.version,
    parents: parents.toSorted(),
  }
  const rowsVary = isVolatile(sql) || sources.length > 0
  const isOpen = parents.length + sources.length < reads.length
  const isNamed = node.materialization === 'view' || !(rowsVary || node.type === 'seed')
  return {
    inputs: versionInputs(made, await writtenCode(node, workspace.project.root)),
    expected: isOpen || !isNamed ? undefined : fingerprint({ ...made, content: [] }),
    sources,
    isVolatile: isVolatile(sql),
    rowsVary,
  }
}

/** What those who read the node go by. */
function note(
  node: DataNode,
  { action }: Change,
  { expected, rowsVary }: { readonly expected: Fingerprint | undefined; readonly rowsVary: boolean },
  { input: { pointer, workspace }, fingerprints, withoutVersions }: Known,
): void {
  const isKept = workspace.target.lake !== undefined && node.relation.catalog === undefined
  const stays = action === 'keep' ? pointer?.tables.get(tableKey(node.relation))?.fingerprint : undefined
  const named = stays ?? expected
  if (!isKept || (node.materialization === 'view' && rowsVary)) withoutVersions.add(node.id)
  else if (named !== undefined) fingerprints.set(node.id, named)
}

/** Undefined where its template asks for rows that the run will change, and where it is wrong. */
async function compiledOf(node: DataNode, known: Known): Promise<CompiledNode | undefined> {
  if (node.type === 'model' && node.notYet !== undefined) {
    known.problems.push(notYet(node.notYet))
    return undefined
  }
  try {
    return compileNode(node.id, known.input.workspace, queryJournal([]))
  } catch (error) {
    if (error instanceof TemplateError) {
      known.problems.push(error.diagnostic)
      return undefined
    }
    if (!(error instanceof QueryNeeded)) throw error
    return compiledWithRows(node, known)
  }
}

/** The same for a template that asks for rows: those that readers see now, where the run leaves them as they are. */
async function compiledWithRows(node: DataNode, known: Known): Promise<CompiledNode | undefined> {
  const { workspace, session, signal = new AbortController().signal } = known.input
  const parents = dataParents(node.id, workspace.manifest).filter((id) => isDataNode(nodeOf(workspace.manifest, id)))
  if (parents.some((id) => (known.changes.get(id)?.action ?? 'keep') !== 'keep')) return undefined
  try {
    await session.open(parents)
    return await compileForRun(node.id, workspace, session.engine, signal)
  } catch (error) {
    const found =
      error instanceof NodeFailure ? [error.diagnostic] : error instanceof ProjectError ? error.diagnostics : undefined
    if (found === undefined) throw error
    known.problems.push(...found)
    return undefined
  }
}

/** What a model's template asks the environment and the project for, as it stands there. */
function asksOf({ id }: DataNode, { templates }: Workspace): readonly string[] {
  const calls = templates.get(id)?.calls ?? []
  const asked = calls.filter(({ name }) => name === 'env_var' || name === 'var')
  return [
    ...new Set(asked.flatMap(({ name, positional: [first] }) => (first ? [`${name}('${String(first.value)}')`] : []))),
  ]
}
