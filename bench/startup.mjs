import { compare, measure } from './measure.mjs'

/** How long the program takes to begin, next to a Node process that does nothing. */
export function startup({ root, cli, runs = 11 }) {
  const node = () => measure([process.execPath, '-e', '0'])
  const program = (...args) => compareWith(() => measure([process.execPath, cli, ...args], { cwd: root }))
  const compareWith = (ours) => (name, allowed) => compare({ name, ours, floor: node, runs, allowed: { cpu: allowed } })
  return [
    program('--version')('--version / node -e 0', 1.5),
    program('--help')('--help / node -e 0', 1.5),
    program('ls')('ls (TPC-H) / node -e 0', 3),
  ]
}
