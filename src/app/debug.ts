import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { isSource } from '../manifest/lookup.ts'
import { ExtractError } from '../ports/extractor.ts'
import { StoreError } from '../ports/store.ts'
import { describeSource } from '../run/describe-source.ts'
import { storeFailed } from '../run/diagnostics.ts'
import { extractFailed } from '../run/source-diagnostics.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { openExtractor } from './open-extractor.ts'
import { openStore } from './open-store.ts'
import type { ProjectOptions } from './options.ts'
import { withWorkFolder } from './work-folder.ts'

/** One thing that `debug` looked at. Seconds are wall time. */
export interface Check {
  readonly name: string
  readonly seconds: number
  /** What was found, in a few words; none where it failed. */
  readonly found?: string
  readonly problems: readonly Diagnostic[]
}

/** Tries everything that a build needs: project, engine, lake, and each connection of the target. */
export async function debug(options: ProjectOptions = {}): Promise<readonly Check[]> {
  let workspace: Workspace | undefined
  const project = await check('project', async () => {
    workspace = await loadWorkspace(options)
    const { nodes } = workspace.manifest
    const counts = (['model', 'seed', 'source', 'test'] as const).map((type) => {
      const { length } = [...nodes.values()].filter((node) => node.type === type)
      return `${length} ${type}${length === 1 ? '' : 's'}`
    })
    return `${workspace.project.file}, target ${workspace.target.name}: ${counts.join(', ')}`
  })
  if (workspace === undefined) return [project]
  const loaded = workspace
  return withWorkFolder(loaded.project.root, async (workFolder) => [
    project,
    await check('engine', async () => {
      const engine = await openEngine(loaded, workFolder)
      await engine.execute('select 1')
      await engine[Symbol.asyncDispose]()
      return engine.version
    }),
    await check('lake', () => checkLake(loaded)),
    ...(await checkConnections(loaded, workFolder, options)),
  ])
}

async function check(name: string, look: () => Promise<string>): Promise<Check> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    const found = await look()
    return { name, found, seconds: seconds(), problems: [] }
  } catch (error) {
    return { name, seconds: seconds(), problems: problemsOf(error) }
  }
}

function problemsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof ProjectError) return error.diagnostics
  if (error instanceof StoreError) return [storeFailed(error)]
  if (error instanceof ExtractError) {
    const { code, message, hint } = error
    return [{ code, message, ...(hint !== undefined && { hint }) }]
  }
  throw error
}

/** Writes, reads and removes an object, as a build would. */
async function checkLake({ target }: Workspace): Promise<string> {
  const store = await openStore(target)
  if (store === undefined) return `none; models live in ${target.path}`
  const key = `environments/${target.environment}/probe-${process.pid}`
  await store.put(key, Buffer.from('probe'))
  const read = await store.get(key)
  await store.delete([key])
  return `${store.url}, ${read === undefined ? 'nothing could be read back' : 'write, read and delete work'}`
}

async function checkConnections(
  { target, manifest }: Workspace,
  workFolder: string,
  options: ProjectOptions,
): Promise<readonly Check[]> {
  const signal = options.signal ?? new AbortController().signal
  const checks: Check[] = []
  for (const name of target.connections.keys()) {
    const tables = [...manifest.nodes.values()].filter(isSource).filter(({ connection }) => connection === name)
    const result = await check(`connection ${name}`, async () => {
      const extractor = await openExtractor(target, name, { workFolder, signal, tell: () => undefined })
      try {
        for (const table of tables) {
          await describeSource(table, extractor).catch((error: unknown) => {
            throw error instanceof ExtractError ? new ProjectError([extractFailed(error, table.location)]) : error
          })
        }
        return `${extractor.url}, ${tables.length} of ${tables.length} tables are there`
      } finally {
        await extractor[Symbol.asyncDispose]()
      }
    })
    checks.push(result)
  }
  return checks
}
