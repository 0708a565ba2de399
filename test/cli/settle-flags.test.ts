import { describe, expect, test } from 'vitest'
import { commandTable } from '../../src/cli/command-table.ts'
import { fieldOf, isSwitch, longName, twinsOf } from '../../src/cli/flag-names.ts'
import type { Flag } from '../../src/cli/flags.ts'
import { settledFlags } from '../../src/cli/settle-flags.ts'

const flags = [...new Set(commandTable.flatMap((entry) => entry.flags.flatMap((group) => group.flags)))]

/** Two different values as they are written in the environment, and as a command gets them. */
function samples(flag: Flag): readonly (readonly [text: string, value: unknown])[] {
  if (isSwitch(flag)) return [['yes', true], ['0', false]] // biome-ignore format: a pair
  if (flag.choices !== undefined) return flag.choices.slice(0, 2).map((choice) => [choice.toUpperCase(), choice])
  if (flag.wholeNumberFrom !== undefined) return [['7', 7], ['8', 8]] // biome-ignore format: a pair
  return flag.flags.includes('...') ? [['a b+', ['a', 'b+']], ['c', ['c']]] : [['a b', 'a b'], ['c', 'c']] // biome-ignore format: pairs
}

function settled(flag: Flag, sources: { given?: object; environment?: object; project?: object }): unknown {
  const { given = {}, environment = {}, project = {} } = sources
  const found = settledFlags([{ title: '', flags: [flag] }], { ...given }, { environment: { ...environment }, project })
  expect(found.diagnostics).toEqual([])
  return Object.entries(found.flags).find(([field]) => field === fieldOf(longName(flag)))?.[1]
}

describe('every flag', () => {
  test.each(flags.map((flag) => [flag.flags, flag] as const))(
    '%s has its value from the environment',
    (_name, flag) => {
      const [[text = '', value] = [], [other = '', second] = []] = samples(flag)
      const names = twinsOf(flag)
      for (const name of names) expect(settled(flag, { environment: { [name]: text } }), name).toEqual(value)
      for (const [index, name] of names.slice(1).entries()) {
        const stronger = names[index] ?? ''
        expect(settled(flag, { environment: { [name]: text, [stronger]: other } })).toEqual(second)
      }
      const given = { [fieldOf(longName(flag))]: second }
      expect(settled(flag, { given, environment: { [names[0] ?? '']: text } })).toEqual(second)
      expect(settled(flag, { environment: { [names[0] ?? '']: '' } })).toEqual(settled(flag, {}))
    },
  )

  test.each(flags.filter(({ fromProject }) => fromProject).map((flag) => [flag.flags, flag] as const))(
    '%s has its value from the project, where the environment says nothing',
    (_name, flag) => {
      const [[text = '', value] = [], [, second] = []] = samples(flag)
      const project = { [(flag.dbt ?? '').toLowerCase()]: second }
      expect(settled(flag, { project })).toEqual(second)
      expect(settled(flag, { project, environment: { [twinsOf(flag)[0] ?? '']: text } })).toEqual(value)
    },
  )
})

/** Of dbt 1.12: flags that have an environment variable, and those whose variable is not named like the flag. */
const dbtNamed =
  `cache-selected-only clean-project-files-only debug defer defer-state empty event-time-end event-time-start
  export-saved-queries fail-fast favor-state full-refresh host indirect-selection introspect log-cache-events log-format
  log-format-file log-level log-level-file log-file-max-bytes log-path macro-debugging partial-parse populate-cache print
  printer-width profile profiles-dir project-dir quiet sample send-anonymous-usage-stats state static-parser store-failures
  target target-path use-colors version-check warn-error warn-error-options write-json`.split(/\s+/)
const dbtOther = new Map([
  ['resource-type', 'RESOURCE_TYPES'],
  ['exclude-resource-type', 'EXCLUDE_RESOURCE_TYPES'],
  ['color', 'USE_COLORS'],
])

test("a flag that dbt has a variable for has dbt's too", () => {
  const expected = flags.map((flag) => {
    const name = longName(flag)
    return [name, dbtOther.get(name) ?? (dbtNamed.includes(name) ? name.replaceAll('-', '_').toUpperCase() : undefined)]
  })
  expect(flags.map((flag) => [longName(flag), flag.dbt])).toEqual(expected)
})

test('a variable whose value the flag does not take is told with what is expected', () => {
  const environment = { DBT_LOG_FORMAT: 'xml', TPCHMODEL_THREADS: '0', DBT_FAIL_FAST: 'perhaps' }
  const build = commandTable.find(({ name }) => name === 'build')
  const { diagnostics } = settledFlags(build?.flags ?? [], {}, { environment, project: {} })
  expect(diagnostics.map(({ code, message }) => `${code}  ${message}`)).toEqual([
    'cli/usage  The environment variable DBT_LOG_FORMAT, which stands for --log-format, is "xml"; "text" or "json" is expected.',
    'cli/usage  The environment variable TPCHMODEL_THREADS, which stands for --threads, is "0"; a whole number from 1 on is expected.',
    'cli/usage  The environment variable DBT_FAIL_FAST, which stands for --fail-fast, is "perhaps"; "true" or "false" is expected.',
  ])
})
