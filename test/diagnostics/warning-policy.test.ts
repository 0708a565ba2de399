import { expect, test } from 'vitest'
import { readWarningPolicy } from '../../src/diagnostics/read-warning-policy.ts'
import { judged, treatmentOf, warningsFail } from '../../src/diagnostics/warning-policy.ts'

function treated(options: Parameters<typeof readWarningPolicy>[0]): string {
  const read = readWarningPolicy(options)
  if (!read.ok) throw new Error(read.message)
  const codes = ['parse/unknown-node', 'project/ignored-key', 'test/failed'] as const
  return codes.map((code) => treatmentOf(code, read.policy)).join(' ')
}

test.each([
  [{}, 'warn warn warn'],
  [{ error: 'all' }, 'error error error'],
  [{ include: '*', exclude: ['NoNodeForYamlKey'] }, 'warn error error'],
  [{ error: ['LogTestResult'] }, 'warn warn error'],
  [{ error: ['parse/unknown-node'], silence: ['test/failed'] }, 'error warn silence'],
  [{ error: ['Deprecations'] }, 'warn error warn'],
  [{ error: 'all', silence: ['Deprecations'] }, 'error silence error'],
  [{ error: ['CustomKeyInConfigDeprecation'], silence: ['Deprecations'] }, 'warn error warn'],
  [{ error: ['test/failed'], warn: ['test/failed', 'Deprecations'], silence: ['Deprecations'] }, 'warn silence warn'],
  [{ error: null, silence: null }, 'warn warn warn'],
  [{ error: 'all', warn: ['UnusedTables'] }, 'error error error'],
])('%j: %s', (options, expected) => {
  expect(treated(options)).toBe(expected)
})

test.each([
  ['all', 'a mapping is expected.'],
  [{ errors: 'all' }, '"errors" is not one of its keys.'],
  [{ error: 'some' }, '"error" is a list of names, or "all".'],
  [{ silence: 'all' }, '"silence" is a list of names.'],
  [{ error: ['parse/unknown-nod'] }, '"parse/unknown-nod" is the name of no warning.'],
  [{ silence: ['parse/unknown-ref'] }, '"parse/unknown-ref" is an error, and stays one.'],
  [{ error: ['toString'] }, '"toString" is the name of no warning.'],
  [{ toString: [] }, '"toString" is not one of its keys.'],
  [{ error: [], include: [] }, '"include" is another name of "error", and both are given.'],
  [{ warn: ['UnusedTables'] }, '"warn" takes warnings out of "error: all" or of "Deprecations"; neither is given.'],
])('%j is refused', (options, message) => {
  expect(readWarningPolicy(options)).toMatchObject({ ok: false, message })
})

test('errors stay what they are, and an error that was a warning says so', () => {
  const error = { code: 'parse/unknown-ref', message: 'No.' } as const
  const warning = { code: 'parse/unknown-node', message: 'Hm.' } as const
  expect(judged([error, warning], warningsFail)).toEqual([
    error,
    { ...warning, severity: 'error', message: 'Hm.\nThis warning is an error here: --warn-error.' },
  ])
})
