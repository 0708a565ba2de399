import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { keepHistory, noHistory, readHistory, withRun } from '../../src/cache/run-history.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import type { NodeResult, NodeRun } from '../../src/run/events.ts'
import { manifestOf } from '../support/manifest.ts'
import { nullFailure } from '../support/run-script.ts'

const { nodes } = manifestOf('model orders\ntest not_null_orders_id generic=not_null column=id < orders')
const model = 'model.tpch.orders' as NodeId
const check = 'test.tpch.not_null_orders_id' as NodeId

function run(id: NodeId, result: NodeResult): NodeRun {
  const node = nodes.get(id)
  if (node === undefined) throw new Error(`No node ${id}`)
  return { node, result, startedAt: new Date(0), finishedAt: new Date(1) }
}

const passed = run(check, { status: 'pass', seconds: 0.1 })
const failed = run(check, { status: 'fail', seconds: 0.2, failure: nullFailure })

test('it counts how often in a row a test passed or failed', () => {
  const streaks = [passed, passed, passed, failed, failed, passed].reduce(
    ({ history, seen }, next) => {
      const after = withRun(history, [next], nodes)
      return { history: after, seen: [...seen, after.streaks.get(check)] }
    },
    { history: noHistory, seen: [] as (number | undefined)[] },
  ).seen
  expect(streaks).toEqual([1, 2, 3, -1, -2, 1])
})

test('it knows what a node took when it was last built, not when it was reused, skipped or failed', () => {
  const built = withRun(noHistory, [run(model, { status: 'success', seconds: 2.34567 })], nodes)
  expect([...built.seconds]).toEqual([[model, 2.346]])
  const reused = run(model, { status: 'reused', seconds: 0.01, fingerprint: 'f' as never, run: 'r' })
  expect(withRun(built, [reused, run(model, { status: 'skipped', reason: 'x' })], nodes)).toEqual(built)
})

test('what is no longer in the project is forgotten', () => {
  const before = {
    seconds: new Map([['model.tpch.gone' as NodeId, 3]]),
    streaks: new Map([['test.tpch.gone' as NodeId, 3]]),
  }
  expect(withRun(before, [], nodes)).toEqual(noHistory)
})

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

test('it comes back as it was kept, and nothing of the writing stays', () => {
  const file = join(folder, 'more/dev.json')
  const history = { seconds: new Map([[model, 2.5]]), streaks: new Map([[check, -2]]) }
  keepHistory(file, history)
  keepHistory(file, history)
  expect(readHistory(file)).toEqual(history)
  expect(readdirSync(join(folder, 'more'))).toEqual(['dev.json'])
})

test.each(['', '{', '[]', '{"format":2,"seconds":{"a":1}}', '{"format":1,"seconds":[],"streaks":{"a":"b"}}'])(
  'a file that holds %j says nothing',
  (text) => {
    writeFileSync(join(folder, 'dev.json'), text)
    expect(readHistory(join(folder, 'dev.json'))).toEqual(noHistory)
  },
)

test('where it cannot be kept nothing happens', () => {
  writeFileSync(join(folder, 'file'), '')
  keepHistory(join(folder, 'file/dev.json'), noHistory)
  expect(readHistory(join(folder, 'file/dev.json'))).toEqual(noHistory)
})

test('of many environments the latest twenty are remembered', () => {
  for (let index = 0; index < 30; index += 1) {
    const file = join(folder, `pr_${index}.json`)
    keepHistory(file, noHistory)
    utimesSync(file, index, index)
  }
  const kept = readdirSync(folder)
  expect(kept).toHaveLength(20)
  expect(kept).toContain('pr_29.json')
  expect(kept).not.toContain('pr_0.json')
})
