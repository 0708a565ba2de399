import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain } from '../../src/app/explain.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import { ProjectError } from '../../src/diagnostics/diagnostic.ts'
import { formatCodes, formatExplanation } from '../../src/report/format-explanation.ts'

const plain = { color: false, width: () => undefined }

async function problemOf(code: string): Promise<readonly [message: string, hint: string | undefined]> {
  const error: unknown = await explain(code).catch((thrown: unknown) => thrown)
  if (!(error instanceof ProjectError)) throw new Error(`${code} is explained`)
  return [error.diagnostics[0]?.message ?? '', error.diagnostics[0]?.hint]
}

test('every code has a page, in the order of the document', async () => {
  const all = await explain()
  expect(all.map(({ code }) => code)).toEqual(Object.keys(codes))
  expect(all.filter(({ page }) => page.length < 100).map(({ code }) => code)).toEqual([])
})

test('a page is what stands in the document, all of it', async () => {
  const [first] = await explain('parse/unknown-ref')
  const document = readFileSync('docs/errors.md', 'utf8')
  expect(document).toContain(`\n## parse/unknown-ref\n\n${first?.page}\n`)
})

test('a code may be written without its room, in any case', async () => {
  expect((await explain('Unknown-Ref')).map(({ code }) => code)).toEqual(['parse/unknown-ref'])
  expect((await explain('PARSE/UNKNOWN-REF')).map(({ code }) => code)).toEqual(['parse/unknown-ref'])
})

test('a code that there is not is told with the nearest, or with all that end so', async () => {
  expect(await problemOf('parse/unknwon-ref')).toEqual([
    'No message has the code "parse/unknwon-ref".',
    'Did you mean "parse/unknown-ref"?',
  ])
  expect(await problemOf('unknown-reff')).toEqual([
    'No message has the code "unknown-reff".',
    'Did you mean "parse/unknown-ref"?',
  ])
  expect(await problemOf('connect-failed')).toEqual([
    '"connect-failed" is the end of several codes.',
    'Did you mean "engine/connect-failed" or "extract/connect-failed"?',
  ])
  expect(await problemOf('blue')).toEqual([
    'No message has the code "blue".',
    'All codes are listed by: tpchmodel explain',
  ])
})

test('examples keep their lines, paragraphs are wrapped, links keep their words', () => {
  const page = [
    'One two `three four` [five](five.md#six) seven.',
    '',
    '```yaml',
    'a:',
    '',
    '  - b',
    '```',
    '',
    '- One',
    '- Two',
  ].join('\n')
  const explained = { code: 'cli/usage', severity: 'error', title: 'A title.', page } as const
  expect(formatExplanation(explained, { color: false, width: () => 20 }).split('\n')).toEqual([
    'cli/usage  A title.',
    '',
    'One two `three four`',
    'five seven.',
    '',
    '    a:',
    '',
    '      - b',
    '',
    '- One',
    '- Two',
    '',
  ])
  expect(formatExplanation(explained, { color: true, width: () => undefined })).toContain(
    'One two \u001b[36mthree four\u001b[39m five seven.',
  )
})

test('no page of the document has marks that a terminal would show as they are', async () => {
  const shown = (await explain()).map((each) => formatExplanation(each, plain))
  expect(shown.filter((text) => /```|\]\(/.test(text))).toEqual([])
})

test('the list names every code with its title', async () => {
  const lines = formatCodes(await explain(), plain).split('\n')
  expect(lines[0]).toMatch(/^error {4}cli\/usage {2,}The command line is not understood\.$/)
  expect(lines).toHaveLength(Object.keys(codes).length + 1)
})
