// Installs what the tests need, builds, and runs all of them. The last line is "N passed, N failed".
import { install } from './install.mjs'
import { node } from './processes.mjs'

process.exitCode = install() || build()
if (process.exitCode === 0) process.exitCode = node('node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2))
else console.log('0 passed, 1 failed')

/** A server that cannot be installed stops nothing here: its tests say so, and fail where CI=true. */
function build() {
  node('scripts/install-test-servers.mjs')
  return node('scripts/build.mjs')
}
