import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { floors } from './support/floors.ts'

const top = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const below = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file))
const documents = [...top, ...below.filter((file) => file.endsWith('.md'))]

test('every link of the documentation leads to a file', () => {
  const links = documents.flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => [document, target] as const,
    ),
  )
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter(([document, target]) => !existsSync(join(dirname(document), target)))).toEqual([])
})

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const document of reached) {
    for (const [, target = ''] of readFileSync(document, 'utf8').matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)) {
      const path = join(dirname(document), target)
      for (const other of documents) if (other === path || other.startsWith(`${path}/`)) reached.add(other)
    }
  }
  expect(documents.filter((document) => !reached.has(document))).toEqual([])
})

test('the table of ARCHITECTURE.md has the rooms that the imports are held to', () => {
  const rows = [...readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^\| (\d+) \| `([\w-]+)(?:\/[\w-]+)?` \|/gm)]
  const rooms = rows.map(([, floor, room = '']) => `${floor} ${room}`)
  const expected = floors.flatMap((names, index) => names.map((name) => `${index + 1} ${name}`))
  expect(new Set(rooms)).toEqual(new Set(expected.filter((room) => !room.endsWith('.ts'))))
})

test('files that CONTRIBUTING.md and ARCHITECTURE.md name exist', () => {
  const names = ['CONTRIBUTING.md', 'ARCHITECTURE.md'].flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/`((?:src|test|docs|scripts)\/[\w./-]*\.\w+)`/g)].map(
      ([, name = '']) => name,
    ),
  )
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !existsSync(name))).toEqual([])
})

test('nothing tells of the machine it was written on', () => {
  const told = documents.filter((document) => /(?<![\w.])\/(?:root|work)\//.test(readFileSync(document, 'utf8')))
  expect(told).toEqual([])
})
