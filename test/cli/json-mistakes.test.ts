import { expect } from 'vitest'
import { test } from '../support/rig.ts'

/** Every line has to be an object in the shape of dbt's log. */
function linesOf(text: string) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('mistakes that keep a run from starting are lines of its log, on standard output', async ({ rig }) => {
  rig.write({ 'models/gold/a.sql': "select *\nfrom {{ ref('nothing') }}", 'models/gold/b.sql': 'select {{' })
  const seen = await rig.here('tpchmodel build --log-format json')
  expect([seen?.exitCode, seen?.stderr]).toEqual([2, ''])
  const lines = linesOf(seen?.stdout ?? '')
  expect(lines.map(({ info }) => `${info.code} ${info.name} ${info.level}`)).toEqual([
    'A001 MainReportVersion info',
    'Z002 MainEncounteredError error',
    'Z002 MainEncounteredError error',
  ])
  expect(lines[1].info.msg).toMatch(/^Encountered an error:\nparse\/unknown-ref at models\/gold\/a.sql:2:13: No model /)
  expect(lines[1].data).toMatchObject({ code: 'parse/unknown-ref', place: 'models/gold/a.sql:2:13', hint: null })
  expect(new Set(lines.map(({ info }) => info.invocation_id)).size).toBe(1)
})

test('a run that fails before its first node keeps its id and says its version once', async ({ rig }) => {
  rig.write({ 'models/gold/a.sql': 'select 1 as n', lake: 'a file' })
  const seen = await rig.here('tpchmodel build --log-format json')
  const lines = linesOf(seen?.stdout ?? '')
  expect(lines.at(-1)).toMatchObject({ info: { code: 'Z002', level: 'error' } })
  expect(lines.filter(({ info }) => info.code === 'A001')).toHaveLength(1)
  expect(new Set(lines.map(({ info }) => info.invocation_id)).size).toBe(1)
})

test('other commands keep standard output for what they print', async ({ rig }) => {
  rig.write({ 'models/gold/a.sql': 'select 1 as n' })
  const warned = await rig.here('tpchmodel ls -s a nothing --log-format json')
  expect([warned?.exitCode, warned?.stdout]).toEqual([0, 'shop.gold.a\n'])
  expect(linesOf(warned?.stderr ?? '').map(({ info }) => `${info.code} ${info.name} ${info.level}`)).toEqual([
    'A001 MainReportVersion info',
    'M030 NoNodesForSelectionCriteria warn',
  ])
  const nothing = await rig.here('tpchmodel ls -s nothing --log-format json')
  expect(nothing?.exitCode).toBe(2)
  expect(linesOf(nothing?.stderr ?? '').at(-1)).toMatchObject({ info: { code: 'Q035', name: 'NothingToDo' } })
})

test('a line that is not understood is told in JSON, by flag and by variable', async ({ rig }) => {
  const byFlag = await rig.run('build --slect x --log-format=json')
  expect([byFlag.exitCode, byFlag.stderr]).toEqual([2, ''])
  expect(linesOf(byFlag.stdout)[1]).toMatchObject({
    info: { code: 'Z002', level: 'error' },
    data: { code: 'cli/usage', message: "Unknown option '--slect'.", hint: 'Did you mean --select?' },
  })
  const byVariable = await rig.run('buidl', { env: { DBT_LOG_FORMAT: 'json' } })
  expect([byVariable.exitCode, byVariable.stdout]).toEqual([2, ''])
  expect(linesOf(byVariable.stderr)[1]).toMatchObject({ data: { hint: 'Did you mean build?' } })
})

test('help that nobody reads to its end is no error', async ({ rig }) => {
  const { exitCode, stderr } = await rig.shell('tpchmodel build --help | true; tpchmodel --help | true')
  expect([exitCode, stderr]).toEqual([0, ''])
})
