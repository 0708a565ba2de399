import type { Workspace } from '../../src/app/load-workspace.ts'
import { type CatalogTable, lakeTables } from '../../src/artifacts/catalog-table.ts'
import type { Invocation } from '../../src/artifacts/metadata.ts'
import { compileNode } from '../../src/compile/compile-node.ts'
import type { CompiledNode } from '../../src/compile/compiled-node.ts'
import { noQueries } from '../../src/context/query-journal.ts'
import { type TableEntry, tablesByKey } from '../../src/environments/pointer.ts'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { isDataNode, isSource } from '../../src/manifest/lookup.ts'
import type { DataNode, Node } from '../../src/manifest/node.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import type { NodeResult, NodeRun, RunSummary } from '../../src/run/events.ts'

export const invocation: Invocation = {
  invocationId: '7c1f0d54-5a2f-4d83-9c65-2b9a8a3a6f10',
  startedAt: new Date('2026-01-02T03:04:05.678Z'),
  now: new Date('2026-01-02T03:04:09.000Z'),
  environment: { PATH: '/bin', DBT_ENV_CUSTOM_ENV_TEAM: 'finance' },
}

/** Every model and test of a project with its final SQL. */
export function compiledNodes(workspace: Workspace): ReadonlyMap<NodeId, CompiledNode> {
  const ids = [...workspace.manifest.nodes.values()].filter(({ type }) => type === 'model' || type === 'test')
  return new Map(ids.map(({ id }) => [id, compileNode(id, workspace, noQueries)]))
}

// A text of 64 digits is what a fingerprint is.
const fingerprint = '0'.repeat(64) as Fingerprint
const failure = { failures: 2, tested: 10, condition: '!= 0', columns: [], rows: [], compiledPath: 'a.sql' } as const

export const modelResults: readonly NodeResult[] = [
  { status: 'success', seconds: 1.5, rows: 3, bytes: 1024 },
  { status: 'reused', seconds: 0.01, fingerprint, run: '20260101T000000Z-1' },
  { status: 'error', seconds: 0.5, diagnostic: { code: 'run/sql-failed', message: 'There is no table "a".' } },
  { status: 'skipped', reason: 'orders failed' },
]
export const testResults: readonly NodeResult[] = [
  { status: 'pass', seconds: 0.1 },
  { status: 'warn', seconds: 0.1, failure },
  { status: 'fail', seconds: 0.1, failure: { ...failure, failures: 1 } },
  { status: 'error', seconds: 0.5, diagnostic: { code: 'run/sql-failed', message: 'There is no table "a".' } },
  { status: 'skipped', reason: 'orders failed' },
]

export function runOf(node: Node, result: NodeResult, from = 0, to = 1000): NodeRun {
  const start = invocation.startedAt.getTime()
  return { node, result, startedAt: new Date(start + from), finishedAt: new Date(start + to) }
}

/** A run of every node of a project, in which every kind of result occurs. */
export function summaryOf({ manifest }: Workspace): RunSummary {
  const nodes = [...manifest.nodes.values()].filter(({ type }) => type !== 'source')
  const runs = nodes.map((node, index) => {
    const results = node.type === 'test' ? testResults : modelResults
    return runOf(node, results[index % results.length] ?? { status: 'skipped', reason: '' })
  })
  return { runId: 'r', runs, seconds: 12.5, published: [], interrupted: false, diagnostics: [] }
}

const asked = { loadedAt: 1_767_225_600_000_001n, askedAt: 1_767_229_200_000_000n, seconds: 3599.999999 }
const ageResults: readonly NodeResult[] = [
  { status: 'fresh', seconds: 0.1, age: asked },
  { status: 'stale', seconds: 0.1, age: { ...asked, loadedAt: undefined, seconds: undefined } },
  { status: 'error', seconds: 0.1, diagnostic: { code: 'run/age-unknown', message: 'Nothing tells.' } },
]

/** A check of every source, in which every kind of result occurs where there are enough. */
export function agesOf({ manifest }: Workspace): readonly NodeRun[] {
  const sources = [...manifest.nodes.values()].filter(isSource)
  return sources.map((source, index) =>
    runOf(source, ageResults[index % ageResults.length] ?? { status: 'skipped', reason: '' }),
  )
}

/** What a catalog finds after a build of everything. */
export function tablesOf({ manifest }: Workspace): readonly CatalogTable[] {
  const nodes = [...manifest.nodes.values()].filter(isDataNode)
  return lakeTables(nodes, tablesByKey(nodes.map(tableOf)), 'memory')
}

export function tableOf({ id, name, relation, columns, materialization }: DataNode): TableEntry {
  const base = {
    name,
    nodeId: id,
    layer: relation.schema,
    relation,
    fingerprint,
    columns: columns.map((column) => ({ name: column.name, type: column.dataType ?? 'VARCHAR' })),
    partitionBy: [],
    tests: [],
    builtBy: 'r',
    builtAt: invocation.now,
  }
  const files = [1, 2].map((part) => ({ key: `data/${part}.parquet`, bytes: 100, sha256: '', rows: 7 }))
  return materialization === 'view'
    ? { ...base, kind: 'view', files: [], sql: 'select 1', parents: [] }
    : { ...base, kind: 'parquet', files }
}
