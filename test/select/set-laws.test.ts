import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { indirectSelections } from '../../src/project/selection-words.ts'
import { select } from '../../src/select/select.ts'
import { manifestOf } from '../support/manifest.ts'

/** Mulberry32: the same numbers on every machine. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const folders = ['bronze', 'silver', 'gold']
const tags = ['core', 'finance', 'daily']

function randomProject(seed: number) {
  const random = randomNumbers(seed)
  const lines = Array.from({ length: 6 + random(20) }, (_, index) => {
    const parents = Array.from({ length: index === 0 ? 0 : random(4) }, () => `m${random(index)}`)
    const tag = random(2) === 0 ? ` #${tags[random(3)]}` : ''
    const folder = folders[random(3)]
    return `model ${folder}/m${index} layer=${folder}${tag}${parents.length > 0 ? ` < ${parents.join(' ')}` : ''}`
  })
  const tests = Array.from({ length: random(12) }, (_, index) => {
    const parents = Array.from({ length: 1 + random(2) }, () => `m${random(lines.length)}`)
    return `test t${index} generic=${['unique', 'not_null'][random(2)]} < ${parents.join(' ')}`
  })
  return manifestOf([...lines, ...tests].join('\n'), { layers: folders })
}

function randomCriterion(random: (below: number) => number, size: number): string {
  const values = [
    `m${random(size)}`,
    `tag:${tags[random(3)]}`,
    `layer:${folders[random(3)]}`,
    `path:models/${folders[random(3)]}`,
    `test_name:${['unique', 'not_null'][random(2)]}`,
    'fqn:m1*',
    folders[random(3)] ?? '',
  ]
  const value = values[random(values.length)] ?? ''
  const before = ['', '', '+', '1+', '2+', '@'][random(6)] ?? ''
  return before + value + (before === '@' ? '' : (['', '', '+', '+1', '+2'][random(5)] ?? ''))
}

type Ids = ReadonlySet<NodeId>
const union = (...sets: Ids[]): Ids => new Set(sets.flatMap((set) => [...set]))
const common = (a: Ids, b: Ids): Ids => new Set([...a].filter((id) => b.has(id)))
const without = (a: Ids, b: Ids): Ids => new Set([...a].filter((id) => !b.has(id)))
const sorted = (ids: Ids) => [...ids].sort()

test('union, intersection and exclusion are those of sets, whatever is selected', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const manifest = randomProject(seed)
    const graph = buildGraph(manifest)
    const random = randomNumbers(seed + 1000)
    const indirect = (['eager', 'empty'] as const)[random(2)] ?? 'eager'
    const found = (select_: string, exclude: string[] = []) =>
      select(manifest, graph, { select: [select_], exclude, indirect }).ids
    for (let round = 0; round < 10; round += 1) {
      const a = randomCriterion(random, 12)
      const b = randomCriterion(random, 12)
      const why = `project ${seed}, ${indirect}: ${a} and ${b}`
      expect(sorted(found(`${a} ${b}`)), why).toEqual(sorted(union(found(a), found(b))))
      expect(sorted(found(`${a},${b}`)), why).toEqual(sorted(common(found(a), found(b))))
      expect(sorted(found(a, [b])), why).toEqual(sorted(without(found(a), found(b))))
      expect(sorted(found(`${a} ${a}`)), why).toEqual(sorted(found(`${a},${a}`)))
    }
  }
})

/** Step by step through all nodes, with no graph. */
function naiveWalk(manifest: Manifest, from: Ids, depth: number, direction: 'up' | 'down'): Ids {
  const edges = [...manifest.nodes.values()].flatMap(({ id, dependsOn }) =>
    dependsOn.map((parent) => [parent, id] as const),
  )
  const directed = edges.map(([parent, id]) => (direction === 'up' ? ([id, parent] as const) : ([parent, id] as const)))
  let ids = from
  for (let step = 0; step < depth; step += 1) {
    const reached = ids
    ids = union(ids, new Set(directed.flatMap(([near, far]) => (reached.has(near) ? far : []))))
  }
  return ids
}

test('the operators walk as far as a naive walk does', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const manifest = randomProject(seed)
    const graph = buildGraph(manifest)
    const random = randomNumbers(seed + 2000)
    const found = (text: string) => select(manifest, graph, { select: [text], indirect: 'empty' }).ids
    const name = `m${random(6)}`
    const start = found(name)
    for (const depth of [1, 2, 3]) {
      expect(sorted(found(`${depth}+${name}`))).toEqual(sorted(naiveWalk(manifest, start, depth, 'up')))
      expect(sorted(found(`${name}+${depth}`))).toEqual(sorted(naiveWalk(manifest, start, depth, 'down')))
    }
    const family = naiveWalk(manifest, start, 99, 'down')
    expect(sorted(found(`+${name}+`))).toEqual(sorted(union(naiveWalk(manifest, start, 99, 'up'), family)))
    expect(sorted(found(`@${name}`))).toEqual(sorted(naiveWalk(manifest, family, 99, 'up')))
  }
})

test('the four ways of taking tests along are ordered: empty, cautious, buildable, eager', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const manifest = randomProject(seed)
    const graph = buildGraph(manifest)
    const random = randomNumbers(seed + 3000)
    const text = `${randomCriterion(random, 12)} ${randomCriterion(random, 12)}`
    const [eager, cautious, buildable, empty] = indirectSelections.map(
      (indirect) => select(manifest, graph, { select: [text], indirect }).ids,
    ) as [Ids, Ids, Ids, Ids]
    for (const [smaller, larger] of [
      [empty, cautious],
      [cautious, buildable],
      [buildable, eager],
    ] as const) {
      expect(sorted(without(smaller, larger)), `project ${seed}: ${text}`).toEqual([])
    }
    const tested = [...cautious].filter((id) => !empty.has(id))
    expect(tested.every((id) => graph.parents(id).every((parent) => empty.has(parent)))).toBe(true)
  }
})
