import { join } from 'node:path'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { countByType, isSource } from '../manifest/lookup.ts'
import type { SourceNode } from '../manifest/node.ts'
import { QueryError } from '../ports/engine.ts'
import { ExtractError, type Extractor } from '../ports/extractor.ts'
import { StoreError } from '../ports/store.ts'
import { describeSource } from '../run/describe-source.ts'
import { storeFailed } from '../run/diagnostics.ts'
import { extractFailed } from '../run/source-diagnostics.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { openEngine } from './open-engine.ts'
import { openExtractor } from './open-extractor.ts'
import { openStore } from './open-store.ts'
import type { ProjectOptions } from './options.ts'
import { withWorkFolder, workFolders } from './work-folder.ts'

const separator = ' · '

/** One thing that `debug` looked at. Seconds are wall time. */
export interface Check {
  /** `project`, `duckdb`, `lake`, or `postgres` with the name of the connection. */
  readonly name: string
  readonly seconds: number
  /** What was found, in a few words; none where nothing was. */
  readonly found?: string
  /** Empty where all is well. */
  readonly problems: readonly Diagnostic[]
}

/** Tries everything that a build needs: project, engine, lake, and each connection of the target. */
export async function debug(options: ProjectOptions = {}): Promise<readonly Check[]> {
  let workspace: Workspace | undefined
  const project = await check('project', async () => {
    workspace = await loadWorkspace(options)
    return { found: projectWords(workspace) }
  })
  if (workspace === undefined) return [project]
  const loaded = workspace
  let checks: readonly Check[] = []
  const folder = await check('work folder', async () => {
    checks = await withWorkFolder(loaded.project.root, async (workFolder) => [
      await check('duckdb', () => checkEngine(loaded, workFolder)),
      await check('lake', () => checkLake(loaded)),
      ...(await checkConnections(loaded, workFolder, options)),
    ])
    return { found: workFolders }
  })
  return [project, ...(folder.problems.length > 0 ? [folder] : []), ...checks]
}

type Found = Pick<Check, 'found'> & { readonly problems?: readonly Diagnostic[] }

function projectWords({ project, target, manifest: { nodes } }: Workspace): string {
  const byType = countByType(nodes.values())
  const counts = ['model', 'seed', 'source', 'test'].flatMap((type) => {
    const count = byType[type]
    return count === undefined ? [] : [`${count} ${type}${count === 1 ? '' : 's'}`]
  })
  return [`${[project.file, ...counts].join(', ')}`, `target ${target.name}`, 'schema valid'].join(separator)
}

async function checkEngine(workspace: Workspace, workFolder: string): Promise<Found> {
  const engine = await openEngine(workspace, workFolder)
  try {
    await engine.execute('select 1')
    const version = engine.version.replace(/^duckdb /, '')
    return { found: [version, ...(await loadedExtensions(workspace, workFolder))].join(separator) }
  } finally {
    await engine[Symbol.asyncDispose]()
  }
}

/**
 * The extensions that DuckDB brings along, and those of this machine that the target loads. A guarded engine may not look
 * into their folder, so another one does, which is given nothing of the project.
 */
async function loadedExtensions({ target }: Workspace, workFolder: string): Promise<readonly string[]> {
  const { openDuckDB } = await import('../engines/duckdb/duckdb-engine.ts')
  const { extensions } = target
  const engine = await openDuckDB({ path: ':memory:', spillFolder: join(workFolder, 'spill'), extensions })
  try {
    const { rows } = await engine.execute(
      "select extension_name, extension_version, install_mode = 'STATICALLY_LINKED' from duckdb_extensions() where loaded order by 1",
    )
    const own = rows.filter(([, , isOwn]) => isOwn === true).map(([name]) => String(name))
    return [
      `extensions ${own.join(' ')}`,
      ...rows.filter(([, , isOwn]) => isOwn !== true).map(([name, version]) => `${name} ${version} local`),
    ]
  } catch (error) {
    // Without a folder that it may look into, DuckDB says nothing of them.
    if (error instanceof QueryError) return []
    throw error
  } finally {
    await engine[Symbol.asyncDispose]()
  }
}

async function check(name: string, look: () => Promise<Found>): Promise<Check> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    const { problems = [], ...found } = await look()
    return { name, ...found, seconds: seconds(), problems }
  } catch (error) {
    return { name, seconds: seconds(), problems: problemsOf(error) }
  }
}

function problemsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof ProjectError) return error.diagnostics
  if (error instanceof StoreError) return [storeFailed(error)]
  if (error instanceof ExtractError) return [extractFailed(error)]
  throw error
}

/** Writes, reads and removes an object, as a build would, and reads what the environment shows. */
async function checkLake({ target }: Workspace): Promise<Found> {
  const store = await openStore(target)
  if (store === undefined) return { found: `none${separator}models live in ${target.path}` }
  const key = `environments/${target.environment}/probe-${process.pid}`
  // On a condition, since publishing counts on the lake to hold it.
  await store.put(key, Buffer.from('probe'), { absent: true })
  const read = await store.get(key)
  await store.delete([key])
  // One that is damaged stops every other command.
  await readPointer(store, target.environment)
  return {
    found: `${store.url}${separator}write ok${separator}${read === undefined ? 'read back nothing' : 'read ok'}`,
  }
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
    const look = async () => {
      const extractor = await openExtractor(target, name, { workFolder, signal, tell: () => undefined })
      try {
        return await checkTables(tables, extractor)
      } finally {
        await extractor[Symbol.asyncDispose]()
      }
    }
    checks.push(await check(`postgres ${name}`, look))
  }
  return checks
}

async function checkTables(tables: readonly SourceNode[], extractor: Extractor): Promise<Found> {
  const { version, role, mayWrite } = await extractor.about(tables.map(({ origin }) => origin))
  const problems: Diagnostic[] = []
  for (const table of tables) {
    try {
      await describeSource(table, extractor)
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error
      problems.push(extractFailed(error, table.location))
    }
  }
  const server = `${extractor.url}  ${version}`
  if (tables.length === 0) return { found: [server, `role ${role}`, 'no source reads it'].join(separator) }
  const rights = mayWrite ? `role ${role}, which may write too` : `read-only role ${role} ok`
  const readable = `${tables.length - problems.length}/${tables.length} tables readable`
  return { found: [server, rights, readable].join(separator), problems }
}
