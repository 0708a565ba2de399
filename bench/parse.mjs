import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { models, writeProject } from './gen-project.mjs'
import { compare, measure } from './measure.mjs'

const floorScript = fileURLToPath(new URL('node-floor.mjs', import.meta.url))

/** Parsing a project of N models and 3 N tests, next to reading, rendering and ordering it without any check. */
export function parse({ cli, folder, runs = 5, models: count = 1000 }) {
  const project = join(folder, `parse-${count}`)
  rmSync(project, { recursive: true, force: true })
  writeProject(project, models(count))
  const ls = [process.execPath, cli, 'ls', '--project-dir', project]
  return [
    compare({
      name: `ls, ${count} models and ${3 * count} tests / node floor`,
      ours: () => measure(ls),
      floor: () => measure([process.execPath, floorScript, project]),
      runs,
      allowed: 1.5,
    }),
  ]
}
