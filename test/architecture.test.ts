import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { floors } from './support/floors.ts'

const imported = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g

/** `src/plan/step.ts` → `plan`; every engine, store and extractor is a room of its own. */
function roomOf(path: string): string {
  const [, room = '', inner = ''] = path.split('/')
  return ['engines', 'stores', 'extract'].includes(room) ? `${room}/${inner}` : room
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room.split('/')[0] ?? ''))
}

test('every import points to the same room or to a lower floor', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`)
  const imports = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(imported)].map(
      ([, target = '']) => [file, normalize(join(dirname(file), target))] as const,
    ),
  )

  expect(files.filter((file) => floorOf(roomOf(file)) === -1)).toEqual([])
  expect(imports.length).toBeGreaterThan(20)
  expect(
    imports.filter(([from, to]) => roomOf(from) !== roomOf(to) && floorOf(roomOf(to)) >= floorOf(roomOf(from))),
  ).toEqual([])
})
