import { expect, test } from 'vitest'
import { commandReference } from './support/command-reference.ts'
import { expectedText } from './support/transcript.ts'

test('the page of commands has what the program has; UPDATE=1 writes it', () => {
  const made = commandReference()
  expect(expectedText('docs/reference/commands.md', made)).toBe(made)
})
