import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { randomNumbers } from '../support/random-numbers.ts'
import { test } from '../support/rig.ts'
import { type Given, randomProject } from './random-project.ts'

// The cache belongs to a build of the program.
const program: typeof import('../../src/index.ts') = await import(pathToFileURL(resolve('dist/index.js')).href)

/** What parsing gives, or everything that is wrong, and the text of the manifest without what tells the command. */
async function outcome(projectDir: string, given: Given, partialParse: boolean) {
  try {
    const { manifest, warnings } = await program.parse({ projectDir, partialParse, ...given })
    const written: unknown = JSON.parse(readFileSync(join(projectDir, 'target/manifest.json'), 'utf8'), (key, value) =>
      ['metadata', 'created_at'].includes(key) ? undefined : value,
    )
    return { manifest, warnings, written }
  } catch (error) {
    if (!(error instanceof program.ProjectError)) throw error
    return { diagnostics: error.diagnostics }
  }
}

test.for(Array.from({ length: 8 }, (_, index) => index + 1))(
  'a project that changes at random is known as it is (%i)',
  async (seed, { rig }) => {
    const project = randomProject(rig.folder, randomNumbers(seed))
    let changes = 'at first'
    for (let step = 0; step < 30; step += 1) {
      const known = await outcome(rig.folder, project.given, true)
      const afresh = await outcome(rig.folder, project.given, false)
      expect(known, changes).toEqual(afresh)
      const repairs = 'diagnostics' in afresh ? 0.7 : 0
      changes = `${project.change(repairs)} (step ${step})`
      if (step % 6 > 3) changes += ` and ${project.change(0)}`
    }
  },
)
