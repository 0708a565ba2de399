import { existsSync, readFileSync } from 'node:fs'
import { npm } from './processes.mjs'

/** Installs the packages of package-lock.json, unless they are there. No package needs a script of its own to run. Returns the exit code. */
export function install() {
  if (isInstalled()) return 0
  console.log('Installing packages.')
  // An npm that runs this script silently would hide why it failed.
  return npm('ci', '--ignore-scripts', '--loglevel=notice')
}

/** npm keeps a list of what it has installed; packages for other machines are not in it. */
function isInstalled() {
  const installed = 'node_modules/.package-lock.json'
  if (!existsSync(installed)) return false
  const there = packagesOf(installed)
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional === true || there[path]?.version === version,
  )
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}
