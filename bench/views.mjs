import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  batchedTestStatements,
  models,
  sourceTables,
  testStatements,
  viewStatements,
  writeProject,
} from './gen-project.mjs'
import { compare, measure } from './measure.mjs'

const rawRun = fileURLToPath(new URL('raw-run.mjs', import.meta.url))

/** Building and testing N views, next to the same statements in one DuckDB process. */
export function views({ cli, folder, runs = 3, models: count = 100 }) {
  const all = models(count)
  const project = join(folder, `views-${count}`)
  rmSync(project, { recursive: true, force: true })
  writeProject(project, all)
  const raw = (name, statements, path) => {
    const file = join(folder, `views-${count}-${name}.json`)
    writeFileSync(file, JSON.stringify({ path, statements }))
    return [process.execPath, rawRun, file]
  }
  const fill = raw('sources', sourceTables, join(project, 'wh.duckdb'))
  const byHand = (name, tests) => {
    const command = raw(name, [...sourceTables, ...viewStatements(all), ...tests], ':memory:')
    return () => measure(command)
  }
  let builds = 0
  const build = () => {
    measure(fill)
    const measured = measure([process.execPath, cli, 'build', '--project-dir', project])
    // Moved and deleted by the next benchmark: some file systems make files slowly where thousands were deleted a moment ago.
    const past = join(project, 'past', String(builds++))
    mkdirSync(past, { recursive: true })
    for (const made of ['wh.duckdb', 'target']) renameSync(join(project, made), join(past, made))
    return measured
  }
  const what = `build, ${count} views and ${3 * count} tests`
  return [
    compare({ name: `${what} / one query a test`, ours: build, floor: byHand('tests', testStatements(all)), runs }),
    compare({
      name: `${what} / one query a model`,
      ours: build,
      floor: byHand('models', batchedTestStatements(all)),
      runs,
      allowed: { cpu: 1.3 },
    }),
  ]
}
