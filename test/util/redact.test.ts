import { expect, test } from 'vitest'
import { redactor } from '../../src/util/redact.ts'
import { Secret } from '../../src/util/secret.ts'

test('a secret is hidden as it is, in URLs, in base64 and in JSON', () => {
  const redact = redactor([new Secret('p@ss"word')])
  for (const text of ['p@ss"word', 'p%40ss%22word', Buffer.from('p@ss"word').toString('base64'), 'p@ss\\"word']) {
    expect(redact(`before ${text} after`)).toBe('before *** after')
  }
})

test('the longer of two secrets is hidden whole', () => {
  const redact = redactor([new Secret('abcd'), new Secret('abcdefgh')])
  expect(redact('abcdefgh abcd')).toBe('*** ***')
})

test('a value of three characters hides nothing', () => {
  expect(redactor([new Secret('abc')])('abc')).toBe('abc')
})
