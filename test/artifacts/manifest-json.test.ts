import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadWorkspace, type Workspace } from '../../src/app/load-workspace.ts'
import { manifestJson } from '../../src/artifacts/manifest-json.ts'
import { seedChecksums } from '../../src/artifacts/seed-checksums.ts'
import type { CompiledNode } from '../../src/compile/compiled-node.ts'
import { compiledNodes, invocation } from './support.ts'

type Fields = Readonly<Record<string, unknown>>
type Section = Readonly<Record<string, Fields>>

// What `JSON.parse` gives is as loose as the test needs it: names of sections, ids, fields.
interface Parsed {
  readonly metadata: Fields
  readonly nodes: Section
  readonly sources: Section
  readonly macros: Section
  readonly disabled: Readonly<Record<string, readonly Fields[]>>
  readonly docs: Section
  readonly parent_map: Readonly<Record<string, readonly string[]>>
  readonly child_map: Readonly<Record<string, readonly string[]>>
}

async function textOf(workspace: Workspace, compiled: ReadonlyMap<CompiledNode['node']['id'], CompiledNode>) {
  const checksums = await seedChecksums(workspace.manifest, workspace.project.root)
  return [...manifestJson({ ...workspace, invocation, compiled, checksums })].join('')
}

describe('A project of dbt', () => {
  let ours: Parsed
  let dbts: Parsed

  beforeAll(async () => {
    const workspace = await loadWorkspace({ projectDir: 'test/artifacts/projects/shop' })
    ours = JSON.parse(await textOf(workspace, compiledNodes(workspace)))
    // Written by dbt 1.11.16 and dbt-duckdb 1.10.1 with `dbt compile`, without macros of dbt and without moments.
    dbts = JSON.parse(readFileSync('test/artifacts/projects/shop-manifest.json', 'utf8'))
  })

  test('has the sections of dbt, in its order.', () => {
    expect(Object.keys(ours)).toEqual(Object.keys(dbts))
    expect(Object.keys(ours.metadata)).toEqual(Object.keys(dbts.metadata))
  })

  test.each(['nodes', 'sources', 'macros', 'docs', 'disabled'] as const)('has the same ids in %s.', (section) => {
    expect(Object.keys(ours[section]).sort()).toEqual(Object.keys(dbts[section]).sort())
  })

  test('has nodes with every field and value of dbt, in its order.', () => {
    for (const [id, node] of Object.entries(dbts.nodes)) {
      expect(comparable(ours.nodes[id] ?? {}), id).toEqual(comparable(node))
      expect(Object.keys(ours.nodes[id] ?? {}), id).toEqual(Object.keys(node))
    }
  })

  test('has sources and disabled nodes with every field and value of dbt.', () => {
    for (const [id, node] of Object.entries(dbts.sources)) {
      expect(comparable(ours.sources[id] ?? {}), id).toEqual(comparable(node))
      expect(Object.keys(ours.sources[id] ?? {}), id).toEqual(Object.keys(node))
    }
    // What a node that is switched off reads is not looked up.
    const withoutRefs = (node: Fields) => ({ ...comparable(node), refs: [] })
    for (const [id, nodes] of Object.entries(dbts.disabled)) {
      expect(ours.disabled[id]?.map(withoutRefs), id).toEqual(nodes.map(withoutRefs))
    }
  })

  test('has macros as the published schema has them, which knows no "config" of a macro.', () => {
    for (const [id, { config, arguments: _, ...macro }] of Object.entries(dbts.macros)) {
      expect(ours.macros[id], id).toMatchObject({ ...macro, created_at: invocation.startedAt.getTime() / 1000 })
      expect(ours.macros[id]).not.toHaveProperty('config')
    }
    expect(ours.macros['macro.shop.test_not_negative']?.['arguments']).toEqual([
      { name: 'model', type: null, description: '' },
      { name: 'column_name', type: null, description: '' },
    ])
  })

  test('has the same parents and children.', () => {
    expect(ours.parent_map).toEqual(dbts.parent_map)
    expect(ours.child_map).toEqual(dbts.child_map)
  })
})

/**
 * A node without what differs on purpose: moments, SQL that is ours, macros of dbt, fields that dbt has from 1.12 on, and
 * the configuration as written, of which ours knows less.
 */
function comparable(node: Fields): Fields {
  const { created_at, root_path, relation_name, compiled_code, unrendered_config, raw_code, ...rest } = node
  const { sql_header, on_error, latest_version_pointer, ...config } = fields(node['config'])
  const columns = Object.entries(fields(node['columns'])).map(([name, column]) => {
    const { dimension, entity, ...known } = fields(column)
    return [name, known]
  })
  const dependsOn = fields(node['depends_on'])
  const macros = (dependsOn['macros'] as readonly string[] | undefined)?.filter((id) => !id.startsWith('macro.dbt.'))
  return {
    ...rest,
    config,
    columns: Object.fromEntries(columns),
    depends_on: { ...dependsOn, macros },
    raw_code: String(raw_code).replace(/\{\{ config\(.*\) \}\}$/, ''),
    relation_name: relation_name === null || relation_name === undefined ? null : 'a relation',
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
