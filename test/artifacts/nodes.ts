import type { DataTestNode, ModelNode, SourceNode } from '../../src/manifest/node.ts'
import { nodeId } from '../../src/manifest/node-id.ts'

const common = {
  packageName: 'shop',
  fqn: ['shop'],
  description: '',
  tags: [],
  meta: {},
  config: {},
  dependsOn: [],
  macros: [],
} as const

export function model(name: string, path: string): ModelNode {
  return {
    ...common,
    type: 'model',
    id: nodeId('model', 'shop', name),
    name,
    path,
    location: { file: path, start: 0, end: 0 },
    materialization: 'parquet',
    relation: { schema: 'gold', identifier: name },
    columns: [],
    rawSql: 'select 1',
  }
}

export function source(name: string): SourceNode {
  const relation = { schema: 'raw', identifier: name }
  return {
    ...common,
    type: 'source',
    id: nodeId('source', 'shop', `raw.${name}`),
    name,
    path: 'models/shop.yml',
    location: { file: 'models/shop.yml', start: 0, end: 0 },
    sourceName: 'raw',
    relation,
    origin: relation,
    columns: [],
    sourceDescription: '',
  }
}

const thresholds = { severity: 'error', warnIf: '!= 0', errorIf: '!= 0', failCalc: 'count(*)' } as const

export function singularTest(name: string, path: string): DataTestNode {
  return {
    ...common,
    type: 'test',
    id: nodeId('test', 'shop', name),
    name,
    path,
    location: { file: path, start: 0, end: 0 },
    thresholds,
    rawSql: 'select 1 where false',
  }
}

export function genericTest(
  name: string,
  generic: { readonly testName: string } & Partial<NonNullable<DataTestNode['generic']>>,
): DataTestNode {
  return {
    ...singularTest(name, 'models/shop.yml'),
    generic: { attachedTo: nodeId('model', 'shop', 'orders'), arguments: {}, ...generic },
  }
}
