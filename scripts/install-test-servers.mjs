// Installs what the tests need and this machine lacks, and says what was found. With CI=true a missing one is a failure.
import { testServers } from './test-servers.mjs'

const missing = testServers.filter((server) => !isThere(server))
for (const { name, usedBy } of missing) console.error(`${name} is not on this machine: ${usedBy} will not run.`)
if (missing.length > 0 && process.env.CI === 'true') process.exitCode = 1

function isThere({ name, find, install }) {
  const place = find() ?? afterInstalling({ name, find, install })
  if (place === undefined) return false
  console.log(`${name}: ${place}`)
  return true
}

function afterInstalling({ name, find, install }) {
  try {
    install()
  } catch (error) {
    console.error(`${name} could not be installed: ${error.message}`)
  }
  return find()
}
