import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import type { Node } from '../../src/manifest/node.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import type { NodeResult, NodeRun, Reporter, RunEvent, RunSummary, TestFailure } from '../../src/run/events.ts'

/** A clock and a timer that go on only when told to. */
export function stoppedTime(start = new Date(2026, 10, 23, 4, 12, 0)) {
  let now = start.getTime()
  const timers = new Set<{ readonly act: () => void; readonly every: number; due: number }>()
  return {
    clock: { now: () => new Date(now) },
    every(milliseconds: number, act: () => void): () => void {
      const timer = { act, every: milliseconds, due: now + milliseconds }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    /** Goes on, and calls what is due on the way. */
    pass(seconds: number): void {
      const end = now + Math.round(seconds * 1000)
      for (;;) {
        const next = [...timers].sort((a, b) => a.due - b.due)[0]
        if (next === undefined || next.due > end) break
        now = next.due
        next.due += next.every
        next.act()
      }
      now = end
    },
    timers,
  }
}

/** Plays a run of a manifest to a reporter: `start` and `finish` nodes by name while the time goes on. */
export function runScript(manifest: Manifest, report: Reporter, time: ReturnType<typeof stoppedTime>) {
  const nodes = [...manifest.nodes.values()].filter(({ type }) => type !== 'source')
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const began = time.clock.now()
  const startedAt = new Map<NodeId, Date>()
  const runs: NodeRun[] = []

  function node(name: string): Node {
    const found = byName.get(name)
    if (found === undefined) throw new Error(`No node ${name}`)
    return found
  }
  function indexOf(id: NodeId): number {
    return nodes.findIndex((other) => other.id === id) + 1
  }
  return {
    begin(more: Partial<Extract<RunEvent, { readonly type: 'run-started' }>> = {}): void {
      const count = (type: string) => [...manifest.nodes.values()].filter((other) => other.type === type).length
      report({
        type: 'run-started',
        runId: '20261123-0412',
        project: 'tpch',
        target: 'dev',
        environment: 'dev',
        route: 'embedded PostgreSQL → lake/',
        engine: 'DuckDB 1.5.5',
        threads: 4,
        counts: { model: count('model'), test: count('test'), seed: count('seed'), source: count('source') },
        parseSeconds: 0.041,
        total: nodes.length,
        nodes: manifest.nodes,
        selected: new Set(nodes.map(({ id }) => id)),
        ...more,
      })
    },
    start(name: string): void {
      const started = node(name)
      startedAt.set(started.id, time.clock.now())
      report({
        type: 'node-started',
        node: started,
        index: indexOf(started.id),
        total: nodes.length,
        at: time.clock.now(),
      })
    },
    finish(name: string, result: NodeResult): void {
      const finished = node(name)
      const at = time.clock.now()
      const run = { node: finished, result, startedAt: startedAt.get(finished.id) ?? at, finishedAt: at }
      runs.push(run)
      report({ type: 'node-finished', run, index: indexOf(finished.id), total: nodes.length })
    },
    publish(...names: readonly string[]): void {
      report({ type: 'published', environment: 'dev', epoch: 12, nodes: names.map((name) => node(name).id) })
    },
    end(summary: Partial<RunSummary> = {}): void {
      const seconds = (time.clock.now().getTime() - began.getTime()) / 1000
      report({
        type: 'run-finished',
        summary: {
          runId: '20261123-0412',
          runs,
          seconds,
          published: [],
          interrupted: false,
          diagnostics: [],
          ...summary,
        },
      })
    },
  }
}

export const nullFailure: TestFailure = {
  failures: 3,
  tested: 10_000,
  condition: '!= 0',
  columns: [
    { name: 'supplier_key', type: 'BIGINT' },
    { name: 'name', type: 'VARCHAR' },
    { name: 'nation_key', type: 'INTEGER' },
    { name: 'loaded_at', type: 'TIMESTAMP' },
  ],
  rows: [
    ['4711', 'Supplier#000004711', null, '2026-11-23 04:11:02'],
    ['5120', 'Supplier#000005120', null, '2026-11-23 04:11:02'],
    ['8003', 'Supplier\u001b[31m#000008003', null, '2026-11-23 04:11:02'],
  ],
  compiledPath: 'target/compiled/tests/not_null_dim_supplier_nation_key.sql',
}

export const sqlFailed: Diagnostic = {
  code: 'run/sql-failed',
  message: 'Binder error: Referenced column "custmer_id" not found.',
  location: { file: 'models/gold/fct_sales.sql', start: 9, end: 19 },
  hint: 'Did you mean "customer_id"?',
}

/** The files that the script's diagnostics point into. */
export function readFile(file: string): string | undefined {
  if (file === 'models/gold/fct_sales.sql') return 'select\n  custmer_id,\n  total\nfrom orders\n'
  return file === 'models/gold/dim_supplier.yml' ? 'models:\n  - name: dim_supplier\n    columns:\n' : undefined
}
