import { expect, test } from 'vitest'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { nodeSecondsLeft, secondsLeft } from '../../src/report/eta.ts'

const ids = ['model.shop.a', 'model.shop.b', 'model.shop.c', 'model.shop.d'] as NodeId[]
const [a = '' as NodeId, b = '' as NodeId, c = '' as NodeId, d = '' as NodeId] = ids

test('a node needs what is not done of it yet, and else what is left of its last time', () => {
  expect(nodeSecondsLeft(3, { share: 0.25, last: 100 })).toBe(9)
  expect(nodeSecondsLeft(3, { share: undefined, last: 8 })).toBe(5)
  expect(nodeSecondsLeft(9, { share: undefined, last: 8 })).toBeUndefined()
  expect(nodeSecondsLeft(9, { share: undefined, last: undefined })).toBeUndefined()
})

test('a run needs the last times of its nodes, side by side, and never less than the longest that runs', () => {
  const lastSeconds = new Map([
    [a, 4],
    [b, 6],
  ])
  expect(secondsLeft({ waiting: [a, b], running: [], lastSeconds, threads: 2 })).toBe(5)
  expect(secondsLeft({ waiting: [a, b], running: [30], lastSeconds, threads: 4 })).toBe(30)
  expect(secondsLeft({ waiting: [], running: [2], lastSeconds, threads: 4 })).toBe(2)
})

test('a node that was never built takes as long as the others; where most are new nobody knows', () => {
  const lastSeconds = new Map([
    [a, 4],
    [b, 6],
  ])
  expect(secondsLeft({ waiting: [a, b, c], running: [], lastSeconds, threads: 1 })).toBe(15)
  expect(secondsLeft({ waiting: [a, b, c], running: [undefined, undefined], lastSeconds, threads: 1 })).toBeUndefined()
  expect(secondsLeft({ waiting: [c, d], running: [], lastSeconds: new Map(), threads: 1 })).toBeUndefined()
  expect(secondsLeft({ waiting: [], running: [], lastSeconds, threads: 1 })).toBeUndefined()
})
