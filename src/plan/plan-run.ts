import type { Graph } from '../graph/graph.ts'
import { isDataNode, isTest, nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataNode, DataTestNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { condemned, testsBefore } from './blocking-tests.ts'
import { dataParents } from './data-parents.ts'
import type { FailureStores } from './failure-store.ts'
import { isExtracted } from './is-extracted.ts'
import { parquetOptions } from './parquet-options.ts'
import { sharedScanOf } from './shared-scan.ts'
import type { Plan, PlannedNode, Step } from './step.ts'

export interface PlanInput {
  readonly manifest: Manifest
  readonly graph: Graph
  readonly selected: ReadonlySet<NodeId>
  readonly environment: string
  /** Whether the target keeps Parquet in a lake. */
  readonly lake: boolean
  /** Whether the run looks at no rows: then it keeps and publishes nothing. */
  readonly empty?: boolean
  /** Default: no test keeps its failing rows. */
  readonly failures?: FailureStores
}

/** What a run over the selected nodes does: pure, and the same for `--dry-run` as for the run itself. */
export function planRun(input: PlanInput): Plan {
  const { manifest, graph, selected, environment, lake, empty } = input
  const inRun = graph.order.filter((id) => selected.has(id) && runs(manifest, id))
  const parentsOf = new Map(inRun.map((id) => [id, dataParents(id, manifest)]))
  const testsOf = testsByCondemned(inRun, manifest, graph)
  const isInRun = new Set(inRun)

  const nodes = inRun.map((id): PlannedNode => {
    const parents = (parentsOf.get(id) ?? []).filter((parent) => isInRun.has(parent))
    const node = nodeOf(manifest, id)
    const tests = isTest(node) ? [] : testsBefore(id, parents, testsOf, graph)
    return { id, waitsFor: [...new Set([...parents, ...tests])], steps: stepsOf(id, input) }
  })
  const reads = new Set(inRun.flatMap((id) => parentsOf.get(id) ?? []).filter((id) => !isInRun.has(id)))
  return {
    environment,
    nodes,
    reads: [...reads].filter((id) => isDataNode(manifest.nodes.get(id))).sort(),
    publishes:
      lake &&
      empty !== true &&
      nodes.some(({ id, steps }) => isDataNode(manifest.nodes.get(id)) || keepsFailures(steps)),
  }
}

/** Sources are read where they are needed, and ephemeral models are part of what reads them. */
function runs(manifest: Manifest, id: NodeId): boolean {
  const node = nodeOf(manifest, id)
  return isTest(node) || (isDataNode(node) && node.materialization !== 'ephemeral')
}

function testsByCondemned(
  ids: readonly NodeId[],
  manifest: Manifest,
  graph: Graph,
): ReadonlyMap<NodeId, readonly DataTestNode[]> {
  const tests = new Map<NodeId, DataTestNode[]>()
  for (const id of ids) {
    const node = nodeOf(manifest, id)
    if (!isTest(node) || node.thresholds.severity !== 'error') continue
    for (const model of condemned(node, graph)) tests.set(model, [...(tests.get(model) ?? []), node])
  }
  return tests
}

function stepsOf(id: NodeId, { manifest, lake, failures }: PlanInput): readonly Step[] {
  const node = nodeOf(manifest, id)
  const sources = dataParents(id, manifest).filter((parent) => {
    const source = manifest.nodes.get(parent)
    return source?.type === 'source' && isExtracted(source)
  })
  const extract = sources.length > 0 ? ([{ type: 'extract', sources }] as const) : []
  if (!isDataNode(node)) {
    const store = isTest(node) ? failures?.(node) : undefined
    if (store !== undefined) return [...extract, { type: 'test' }, { type: 'keepFailures', store }]
    const together = sources.length === 0 && isTest(node) ? sharedScanOf(node, manifest) : undefined
    return [...extract, { type: 'test', ...(together !== undefined && { together }) }]
  }
  return [
    ...extract,
    ...(node.type === 'seed' ? ([{ type: 'readSeed', file: node.path }] as const) : []),
    ...buildSteps(node, lake),
  ]
}

function buildSteps(node: DataNode, lake: boolean): readonly Step[] {
  const parquet: readonly Step[] = [
    { type: 'writeParquet', options: parquetOptions(node.config) },
    { type: 'verify' },
    { type: 'store' },
  ]
  switch (node.materialization) {
    case 'view':
      return [
        { type: 'createView', relation: node.relation },
        ...(lake && node.config['export'] === 'parquet' ? parquet : []),
      ]
    case 'parquet':
      return parquet
    case 'table':
    case 'incremental':
    case 'seed':
      return keptInLake(node, lake) ? parquet : [{ type: 'createTable', relation: node.relation }]
    case 'ephemeral':
      return []
  }
}

function keepsFailures(steps: readonly Step[]): boolean {
  return steps.some(({ type }) => type === 'keepFailures')
}

/** A `table` lives in the target's database file where it has one, which its relation's catalog names. */
function keptInLake(node: DataNode, lake: boolean): boolean {
  return lake && node.relation.catalog === undefined
}
