import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * What the tests need besides Node, one entry each: how it is found, and how it is installed where that is possible.
 * Tests take the place from here too, so that what was installed is what they use.
 *
 * @type {readonly import('./test-servers.d.mts').TestServer[]}
 */
export const testServers = [
  {
    name: 'PostgreSQL',
    usedBy: 'the tests of extraction on a real server',
    find: findPostgres,
    install: () => installDebianPackage('postgresql'),
  },
  {
    name: "Readers of dbt's artifacts",
    usedBy: "the tests of manifest.json and its companions with dbt's JSON schemas and a parser of others",
    find: findArtifactReaders,
    install: installArtifactReaders,
  },
]

/** The folder of `postgres` and `initdb`, the newest version first; undefined when there is none. */
export function findPostgres() {
  const debian = versionFolders('/usr/lib/postgresql', 'bin')
  const rpm = versionFolders('/usr', 'bin', /^pgsql-(\d+)/)
  const app = versionFolders('/Applications/Postgres.app/Contents/Versions', 'bin')
  const homebrew = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((root) =>
    versionFolders(root, 'bin', /^postgresql@(\d+)/),
  )
  const onPath = (process.env.PATH ?? '').split(delimiter)
  return [...onPath, ...debian, ...rpm, ...app, ...homebrew].find(
    (folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')),
  )
}

const artifactReaders = ['artifact-parser==1.0.1', 'dbt-artifacts-parser==0.15.0', 'jsonschema==4.26.0']
const readersFolder = join('node_modules', '.cache', 'artifact-readers')

/** The Python that has the readers; undefined until they are installed, all of them and in these versions. */
export function findArtifactReaders() {
  const python = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')
  const installed = join(readersFolder, 'installed.txt')
  const isThere = existsSync(installed) && readFileSync(installed, 'utf8') === artifactReaders.join('\n')
  return isThere ? join(readersFolder, python) : undefined
}

/** Into a virtual environment of ours, where this machine has Python. */
function installArtifactReaders() {
  const options = { stdio: ['ignore', 'ignore', 'inherit'] }
  const python = process.platform === 'win32' ? 'python' : 'python3'
  if (spawnSync(python, ['--version']).status !== 0) return
  execFileSync(python, ['-m', 'venv', '--clear', readersFolder], options)
  const own = join(readersFolder, process.platform === 'win32' ? 'Scripts' : 'bin', 'python')
  execFileSync(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...artifactReaders], options)
  writeFileSync(join(readersFolder, 'installed.txt'), artifactReaders.join('\n'))
}

/** Folders named by a version, the newest first. */
function versionFolders(root, inner, pattern = /^(\d+(?:\.\d+)?)$/) {
  if (!existsSync(root)) return []
  return readdirSync(root)
    .map((name) => ({ name, version: Number(pattern.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ version }) => !Number.isNaN(version))
    .sort((one, other) => other.version - one.version)
    .map(({ name }) => join(root, name, inner))
}

/** Only where apt is and may install; elsewhere nothing happens. */
function installDebianPackage(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  execFileSync('apt-get', ['update', '-qq'], options)
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options)
}
