import { expect, test } from 'vitest'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { schedule } from '../../src/run/schedule.ts'

// Test ids need no type and package.
const id = (name: string) => name as NodeId

function diamond() {
  return schedule([
    { id: id('a'), waitsFor: [] },
    { id: id('b'), waitsFor: [id('a')] },
    { id: id('c'), waitsFor: [id('a')] },
    { id: id('d'), waitsFor: [id('b'), id('c')] },
    { id: id('e'), waitsFor: [] },
  ])
}

test('a node starts only when everything it waits for ended well', () => {
  const nodes = diamond()
  expect([nodes.next(), nodes.next(), nodes.next()]).toEqual(['a', 'e', undefined])
  nodes.succeed(id('a'))
  expect([nodes.next(), nodes.next(), nodes.next()]).toEqual(['b', 'c', undefined])
  nodes.succeed(id('c'))
  expect(nodes.next()).toBeUndefined()
  nodes.succeed(id('b'))
  expect(nodes.next()).toBe('d')
})

test('all descendants of a failed node are skipped once, in order, and nothing else', () => {
  const nodes = diamond()
  nodes.next()
  expect(nodes.fail(id('a'))).toEqual(['b', 'c', 'd'])
  expect([nodes.next(), nodes.next()]).toEqual(['e', undefined])
})

test('a second failure does not skip again what the first has skipped', () => {
  const nodes = diamond()
  nodes.next()
  nodes.succeed(id('a'))
  nodes.next()
  nodes.next()
  nodes.next()
  expect(nodes.fail(id('b'))).toEqual(['d'])
  expect(nodes.fail(id('c'))).toEqual([])
})

test('a stopped run starts nothing more', () => {
  const nodes = diamond()
  nodes.next()
  expect(nodes.stop()).toEqual(['b', 'c', 'd', 'e'])
  nodes.succeed(id('a'))
  expect(nodes.next()).toBeUndefined()
})

test('ten thousand nodes in a chain are no deeper than one', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => id(`n${index}`))
  const nodes = schedule(names.map((name, index) => ({ id: name, waitsFor: names.slice(index - 1, index) })))
  nodes.next()
  expect(nodes.fail(id('n0'))).toHaveLength(9999)
})

test('of several nodes those are taken that may start', () => {
  const nodes = diamond()
  expect(nodes.take([id('a'), id('b'), id('e')])).toEqual(['a', 'e'])
  expect(nodes.next()).toBeUndefined()
  nodes.succeed(id('a'))
  expect(nodes.take([id('c'), id('b')])).toEqual(['b', 'c'])
  expect(nodes.stop()).toEqual(['d'])
})
