import { countByType, isSource } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { RunEvent } from '../run/events.ts'
import type { Workspace } from './load-workspace.ts'

export interface StartedRun {
  readonly runId: string
  /** Name and version; empty where none is needed. */
  readonly engine: string
  /** Where the results go, for people; none where nothing is written. */
  readonly destination: string | undefined
  readonly total: number
  readonly selected: ReadonlySet<NodeId>
  /** What nodes took when they were last built or tested. */
  readonly lastSeconds?: ReadonlyMap<NodeId, number>
}

/** What a command that works on nodes says of itself before the first one. */
export function startedEvent(
  { project, target, manifest, parseSeconds }: Workspace,
  { runId, engine, destination, total, selected, lastSeconds = new Map() }: StartedRun,
): Extract<RunEvent, { readonly type: 'run-started' }> {
  const places = [routeFrom({ target, manifest }), destination && placeIn(project.root, destination)]
  return {
    type: 'run-started',
    runId,
    project: project.name,
    target: target.name,
    environment: target.environment,
    route: places.filter((part) => part !== undefined).join(' → '),
    engine,
    threads: target.threads,
    counts: countByType(manifest.nodes.values()),
    parseSeconds,
    total,
    nodes: manifest.nodes,
    selected,
    lastSeconds,
  }
}

/** Where the sources are, for people; undefined for a project that extracts nothing. */
function routeFrom({ target, manifest }: Pick<Workspace, 'target' | 'manifest'>): string | undefined {
  const source = [...manifest.nodes.values()]
    .filter(isSource)
    .find(({ externalLocation }) => externalLocation === undefined)
  const first = target.connections.get(source?.connection ?? '')
  if (first === undefined) return undefined
  return first.embedded
    ? `embedded PostgreSQL (TPC-H ${first.scale})`
    : `PostgreSQL ${first.host}:${first.port}/${first.dbname}`
}

/** A path below the project's folder from there; every other place as it is. */
function placeIn(root: string, place: string): string {
  const folder = root.endsWith('/') ? root : `${root}/`
  return place.startsWith(folder) ? place.slice(folder.length) : place
}
