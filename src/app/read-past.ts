import { resolve } from 'node:path'
import { stateTest } from '../artifacts/compare-state.ts'
import { nodeEntry } from '../artifacts/manifest-json.ts'
import { readManifest } from '../artifacts/read-manifest.ts'
import { readRunResults } from '../artifacts/read-run-results.ts'
import { fresherSources, readSources } from '../artifacts/read-sources.ts'
import { seedChecksums } from '../artifacts/seed-checksums.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Past } from '../select/match-criterion.ts'
import type { LoadedManifest } from './load-manifest.ts'

/** What is known about a project when something is selected in it. */
export type SelectFrom = Pick<LoadedManifest, 'manifest' | 'graph' | 'warningPolicy' | 'project' | 'selectors'> &
  Pick<LoadedManifest, 'target' | 'invocationId' | 'startedAt' | 'environment'>

const files = { result: 'run_results.json', state: 'manifest.json', source_status: 'sources.json' } as const

/** What a selection with these methods needs to know of earlier commands. Throws `ProjectError`. */
export async function readPast(
  methods: ReadonlySet<string>,
  folder: string | undefined,
  from: SelectFrom,
): Promise<Past> {
  const needed = (['result', 'state', 'source_status'] as const).filter((method) => methods.has(method))
  const [first] = needed
  if (first === undefined) return {}
  if (folder === undefined) {
    const message = `"${first}:" needs the ${files[first]} of an earlier command, and no folder of it is named.`
    const hint = 'Name it with --state, such as --state target.'
    throw new ProjectError([{ code: 'cli/usage', message, hint }])
  }
  const place = (method: keyof typeof files) =>
    [resolve(from.project.root, folder, files[method]), `${folder}/${files[method]}`] as const
  return {
    ...(methods.has('result') && { results: await resultsIn(...place('result')) }),
    ...(methods.has('state') && { state: await stateSince(from, ...place('state')) }),
    ...(methods.has('source_status') && { fresher: await fresherSince(from, ...place('source_status')) }),
  }
}

async function resultsIn(path: string, shownAs: string): Promise<ReadonlyMap<string, string>> {
  const { results } = await readRunResults(path, shownAs)
  return new Map(results.map(({ id, status }) => [id, status]))
}

async function stateSince(from: SelectFrom, path: string, shownAs: string) {
  const { manifest, project, target, invocationId, startedAt, environment } = from
  const previous = await readManifest(path, shownAs)
  const checksums = await seedChecksums(manifest, project.root)
  const invocation = { invocationId, startedAt, environment, now: startedAt }
  const entry = nodeEntry({ manifest, project, target, invocation, compiled: new Map(), checksums })
  return stateTest(previous, { manifest, entry })
}

/** Compared with what the target folder has now. */
async function fresherSince({ project }: SelectFrom, path: string, shownAs: string): Promise<ReadonlySet<string>> {
  const { target } = project.paths
  const before = await readSources(path, shownAs)
  const now = await readSources(resolve(project.root, target, files.source_status), `${target}/${files.source_status}`)
  return fresherSources(before, now)
}
