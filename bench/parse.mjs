import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { models, writeProject } from './gen-project.mjs'
import { compare, measure } from './measure.mjs'

const coldFloor = fileURLToPath(new URL('node-floor.mjs', import.meta.url))
const warmFloor = fileURLToPath(new URL('warm-floor.mjs', import.meta.url))

/** `parse` of projects of N models and 3 N tests: all of it, again, and after an edit of one model. */
export function parse({ cli, folder, runs, models: count }) {
  const sizes = count === undefined ? [1000, 5000] : [count]
  return sizes.flatMap((size) => parseProject({ cli, folder, runs: runs ?? (size > 2000 ? 3 : 5), size }))
}

function parseProject({ cli, folder, runs, size }) {
  const project = join(folder, `parse-${size}`)
  rmSync(project, { recursive: true, force: true })
  const all = models(size)
  writeProject(project, all)
  const program = () => measure([process.execPath, cli, 'parse', '--project-dir', project])
  const cold = () => {
    rmSync(join(project, 'target'), { recursive: true, force: true })
    return program()
  }
  const edited = () => {
    appendFileSync(join(project, `models/${all[0].layer}/${all[0].name}.sql`), '\n')
    return program()
  }
  const floor = (script) => () => measure([process.execPath, script, project])
  const name = (what) => `parse, ${size} models and ${3 * size} tests, ${what}`
  return [
    compare({ name: name('cold'), ours: cold, floor: floor(coldFloor), runs, allowed: { cpu: 1.5 } }),
    compare({ name: name('again'), ours: program, floor: floor(warmFloor), runs, allowed: { cpu: 1.3 } }),
    compare({ name: name('one edited'), ours: edited, floor: floor(warmFloor), runs }),
  ]
}
