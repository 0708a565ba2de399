import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codes } from '../src/diagnostics/codes.ts'

const known = Object.keys(codes)
const sections = readFileSync('docs/errors.md', 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ code: section.slice(0, section.indexOf('\n')), text: section }))

/** The blocks of a section: files under their names, and what is printed. */
function blocksOf(section: string) {
  const files = new Map<string, string>()
  for (const [, file = '', text = ''] of section.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)^```$/gm))
    files.set(file, text)
  const printed = [...section.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text).at(-1) ?? ''
  return { files, printed }
}

test('every code has a section in docs/errors.md, every section a code, in one order', () => {
  expect(sections.map(({ code }) => code)).toEqual(known)
})

test('every section says what it means, shows what is printed, and says what to do', () => {
  for (const { code, text } of sections) {
    const title = Object.entries(codes).find(([name]) => name === code)?.[1].title ?? ''
    const { printed } = blocksOf(text)
    const paragraphs = text
      .replace(/^```[\s\S]*?^```$/gm, '')
      .split('\n\n')
      .filter((part) => /^[A-Z`].*\.$/m.test(part))
    expect(printed.replace(/^\$ .*\n/, '').split('\n')[0], code).toBe(`${code}  ${title}`)
    expect(paragraphs.length, `${code}: one paragraph before and one behind what is printed`).toBeGreaterThanOrEqual(2)
  }
})

test('what is printed fits the files that are shown: line, column and carets', () => {
  const frames = sections.flatMap(({ code, text }) => {
    const { files, printed } = blocksOf(text)
    const frame = /^ {2}(\S+):(\d+):(\d+)\n {2}(\d+ \| )(.*)\n( +)\^+$/m.exec(printed)
    if (frame === null) return []
    const [, file = '', line = '', column = '', gutter = '', shown = '', blanks = ''] = frame
    const actual = files.get(file)?.split('\n')[Number(line) - 1] ?? shown
    return [{ code, shown, actual, caret: blanks.length - 2 - gutter.length, column: Number(column) - 1 }]
  })
  expect(frames.length).toBeGreaterThan(20)
  expect(frames.filter(({ shown, actual }) => shown !== actual)).toEqual([])
  expect(frames.filter(({ caret, column }) => caret !== column)).toEqual([])
})
