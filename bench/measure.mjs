import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const gnuTime = '/usr/bin/time'
// Bash's `time` counts milliseconds of a process and of all that it waited for; GNU time knows the peak of the largest.
const script = 'TIMEFORMAT="%3U %3S %3R"; { time "$@" >/dev/null 2>"$BENCH_ERRORS"; } 2>"$BENCH_TIMES"'

/** Runs a program and returns its CPU seconds (user + system), wall seconds, and peak memory in MiB where it is known. */
export function measure(command, { cwd, env = {} } = {}) {
  const files = ['errors', 'times', 'peak'].map((name) => join(tmpdir(), `tpchmodel-bench-${process.pid}.${name}`))
  const [errors, times, peak] = files
  const withPeak = existsSync(gnuTime) ? [gnuTime, '--quiet', '-f', '%M', '-o', peak, ...command] : command
  try {
    const { status, error } = spawnSync('bash', ['-c', script, 'bench', ...withPeak], {
      cwd,
      env: { ...process.env, ...env, BENCH_ERRORS: errors, BENCH_TIMES: times },
    })
    if (error !== undefined) throw new Error(`The benchmark needs bash: ${error.message}`)
    if (status !== 0) throw new Error(`"${command.join(' ')}" ended with ${status}.\n${readFileSync(errors, 'utf8')}`)
    const [user, system, wall] = readFileSync(times, 'utf8').trim().split(/\s+/).map(Number)
    return { cpu: user + system, wall, ...(existsSync(peak) && { peak: Number(readFileSync(peak, 'utf8')) / 1024 }) }
  } finally {
    for (const file of files) rmSync(file, { force: true })
  }
}

/**
 * Runs two programs by turns, `runs` times, and compares each figure: medians of both, and the median, smallest and largest
 * of the ratios within a pair, so that other work on the machine weighs on both sides alike. `allowed` bounds ratios.
 */
export function compare({ name, ours, floor, runs, allowed = {} }) {
  const pairs = Array.from({ length: runs }, () => ({ ours: ours(), floor: floor() }))
  const compared = ['cpu', 'wall', 'peak'].filter((figure) => pairs.some((pair) => pair.floor[figure] !== undefined))
  const figures = compared.map((figure) => {
    const both = pairs.map((pair) => [pair.ours[figure] ?? Number.NaN, pair.floor[figure] ?? Number.NaN])
    const ratios = both.map(([one, other]) => one / other)
    return {
      figure,
      ours: median(both.map(([one]) => one)),
      floor: median(both.map(([, other]) => other)),
      ratio: median(ratios),
      low: Math.min(...ratios),
      high: Math.max(...ratios),
      allowed: allowed[figure],
    }
  })
  return { name, runs, figures }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
