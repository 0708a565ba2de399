import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { loadProfiles } from '../src/project/load-profiles.ts'
import { loadProject } from '../src/project/load-project.ts'
import { loadSelectors } from '../src/project/load-selectors.ts'
import { loadProperties } from '../src/project/properties.ts'
import { memoryFiles, render, shown } from './project/support.ts'
import { commandReference } from './support/command-reference.ts'
import { expectedText } from './support/transcript.ts'
import { liveKeys, referenceExample, yamlPages, yamlReference } from './support/yaml-reference.ts'

test('the page of commands has what the program has; UPDATE=1 writes it', () => {
  const made = commandReference()
  expect(expectedText('docs/reference/commands.md', made)).toBe(made)
})

test.each(Object.entries(yamlPages))(
  'the page of %s has the keys that are checked; UPDATE=1 writes it',
  (name, page) => {
    const made = yamlReference(page)
    expect(expectedText(`docs/reference/${name}.md`, made)).toBe(made)
  },
)

const examples = [...new Set(Object.values(yamlPages).flatMap((page) => Object.values(page.examples)))]

test.each(examples.filter((name) => !['project', 'profiles', 'selectors'].includes(name)))(
  'the example of %s is in order',
  (name) => {
    const text = referenceExample(name)
    const { diagnostics } = loadProperties({ file: 'a.yml', text, isDbt: false, render: render() })
    expect(shown(diagnostics, text)).toEqual([])
  },
)

test('the example of a project is in order', async () => {
  const text = referenceExample('project')
  const files = memoryFiles({ 'project.yml': text })
  const loaded = await loadProject({ root: '/shop', files, render: render(), cliVars: {} })
  expect(shown(loaded.ok ? loaded.warnings : loaded.diagnostics, text)).toEqual([])
})

test('the example of selectors is in order', async () => {
  const text = referenceExample('selectors')
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const files = memoryFiles({ 'selectors.yml': text })
  expect(await loadSelectors(files, { isDbt: false, render: render(), report })).toHaveLength(3)
  expect(shown(diagnostics, text)).toEqual([])
})

test.each(['dev', 'file', 'prod'])('the target %s of the example of a profile is in order', (target) => {
  const root = mkdtempSync(join(tmpdir(), 'profile-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const text = referenceExample('profiles')
  writeFileSync(join(root, 'profiles.yml'), text)
  const environment = { POSTGRES_PASSWORD: 'secret', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' }
  const input = {
    root,
    profile: 'shop',
    isDbt: false,
    environment,
    render: render(environment),
    overrides: { target },
  }
  const loaded = loadProfiles(input)
  expect(shown(loaded.ok ? loaded.warnings : loaded.diagnostics, text)).toEqual([])
})

test.each(Object.entries(yamlPages))('the examples of %s have every key that has an effect', (_, page) => {
  const text = Object.values(page.examples).map(referenceExample).join('\n')
  const missing = liveKeys(page).filter((key) => !new RegExp(`(?:^|[\\s{,+-])${key}:`, 'm').test(text))
  expect(missing).toEqual([])
})
