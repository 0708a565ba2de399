import { expect, test } from 'vitest'
import { noMatch } from '../../src/select/diagnostics.ts'
import { parseCriterion } from '../../src/select/parse-criterion.ts'

test.each(['a'.repeat(10_000), `tag:${'b'.repeat(10_000)}`])(
  'a selector of thousands of signs is told in a line',
  (text) => {
    const parsed = parseCriterion(text, { file: '--select', start: 0, end: text.length })
    if (!('criterion' in parsed)) throw new Error('It was not understood.')
    const { message } = noMatch(parsed.criterion, { known: [], isSource: false, isAll: true })
    expect(message).toContain('…')
    expect(message.length).toBeLessThan(200)
  },
)
