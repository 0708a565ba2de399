import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseEnvFile } from '../../src/project/env-file.ts'
import { loadProfiles } from '../../src/project/load-profiles.ts'
import { outputSchema } from '../../src/project/profile-schema.ts'
import type { Definition } from '../../src/project/schema.ts'
import { render, shown } from './support.ts'

const example = readFileSync('profiles.example.yml', 'utf8')
const { variables, diagnostics } = parseEnvFile(readFileSync('.env.example', 'utf8'), '.env.example')

test.each(['dev', 'server', 'prod'])('the target %s of the example profile is in order', (target) => {
  expect(diagnostics).toEqual([])
  const root = mkdtempSync(join(tmpdir(), 'example-'))
  copyFileSync('profiles.example.yml', join(root, 'profiles.yml'))
  const overrides = { target }
  const loaded = loadProfiles({
    root,
    profile: 'tpch',
    isDbt: false,
    environment: variables,
    render: render(variables),
    overrides,
  })
  expect(shown(loaded.ok ? loaded.warnings : loaded.diagnostics, example)).toEqual([])
  expect(loaded.ok && [...loaded.target.connections.keys()]).toEqual(['tpch'])
  rmSync(root, { recursive: true })
})

test('the example profile explains every key that has an effect, and the example of .env every variable', () => {
  const missing = keysOf(outputSchema).filter((key) => !new RegExp(`^ *(?:# )?${key}:`, 'm').test(example))
  expect(missing).toEqual(['name', 'keep_open', 'disable_transactions'])
  const named = [...example.matchAll(/env_var\('(\w+)'/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'NAME')
  expect(new Set(named)).toEqual(new Set(Object.keys(variables)))
})

function keysOf(definition: Definition): readonly string[] {
  switch (definition.type) {
    case 'object':
      return Object.entries(definition.keys).flatMap(([key, { schema, noEffect }]) =>
        noEffect === undefined ? [key, ...keysOf(schema)] : [],
      )
    case 'tagged':
      return Object.values(definition.variants).flatMap(keysOf)
    case 'either':
      return definition.options.flatMap(keysOf)
    case 'map':
      return keysOf(definition.value)
    case 'list':
      return keysOf(definition.item)
    default:
      return []
  }
}
