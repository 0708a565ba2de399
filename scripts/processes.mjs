import { spawnSync } from 'node:child_process'

// Ctrl-C is for the program in the foreground, which ends in order; this process waits for it.
process.on('SIGINT', () => undefined)

/** Runs a Node script in the foreground and returns its exit code; a signal counts as 1. */
export function node(...args) {
  return exitCodeOf(spawnSync(process.execPath, args, { stdio: 'inherit' }))
}

/** Runs npm, the one that runs this script if there is one, and returns its exit code. */
export function npm(...args) {
  const own = process.env.npm_execpath
  if (own?.endsWith('.js')) return node(own, ...args)
  return exitCodeOf(spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' }))
}

function exitCodeOf({ status, error }) {
  if (error !== undefined) console.error(error.message)
  return status ?? 1
}
