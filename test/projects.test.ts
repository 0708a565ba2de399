import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { test } from './support/rig.ts'
import { expectedText, transcript, useProject } from './support/transcript.ts'

/*
 * Every folder of test/projects is a project, on top of the default files of the rig, with the lines that a user types
 * in `command` and what the user then sees in `expected.txt`. UPDATE=1 writes the latter anew.
 */
const folder = 'test/projects'
const titles = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []))

describe.concurrent('projects', () => {
  test.for(titles)('%s', async (title, { rig }) => {
    const own = join(folder, title)
    useProject(own, rig)
    const seen = await transcript(rig)
    expect(seen).toBe(expectedText(join(own, 'expected.txt'), seen))
  })
})
