import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Plan, PlannedNode, Step } from '../plan/step.ts'
import { padEnd } from '../util/display-width.ts'
import { plural } from './format-count.ts'
import { nodeLabel } from './node-label.ts'

/** A plan for people: a line a model with its steps, what is read and not built, and what becomes current. */
export function formatPlan(plan: Plan, manifest: Manifest): string {
  const data = plan.nodes.filter(({ id }) => isDataNode(nodeOf(manifest, id)))
  const labels = data.map(({ id }) => nodeLabel(nodeOf(manifest, id)))
  const width = Math.max(0, ...labels.map((label) => label.length))
  const lines = data.map((node, index) => `${padEnd(labels[index] ?? '', width)}  ${stepsText(node, plan, manifest)}`)
  const alone = plan.nodes.length - data.length - data.reduce((sum, { id }) => sum + testsOf(id, plan, manifest), 0)
  return [
    ...lines,
    ...(alone > 0 ? [`${plural(alone, 'test')} of what the environment shows`] : []),
    ...plan.reads.map(
      (id) => `reads ${nodeLabel(nodeOf(manifest, id))} as the environment "${plan.environment}" shows it`,
    ),
    ...(plan.publishes && data.length > 0
      ? [`publishes ${plural(data.length, 'model')} to "${plan.environment}", all at once, if their tests pass`]
      : []),
    ...keptLine(plan),
    '',
    'Nothing was run.',
    '',
  ].join('\n')
}

function keptLine({ nodes }: Plan): readonly string[] {
  const { length } = nodes.filter(({ steps }) => steps.some(({ type }) => type === 'keepFailures'))
  return length === 0 ? [] : [`keeps the failing rows of ${plural(length, 'test')}`]
}

function stepsText({ id, steps }: PlannedNode, plan: Plan, manifest: Manifest): string {
  const tests = testsOf(id, plan, manifest)
  const words = steps.flatMap((step) => stepText(step, manifest))
  return [...words, ...(tests > 0 ? [plural(tests, 'test')] : [])].join(' → ')
}

/** Tests of the plan that are declared on a model. */
function testsOf(id: NodeId, plan: Plan, manifest: Manifest): number {
  return plan.nodes.filter((node) => {
    const test = nodeOf(manifest, node.id)
    return test.type === 'test' && test.generic?.attachedTo === id
  }).length
}

function stepText(step: Step, manifest: Manifest): readonly string[] {
  switch (step.type) {
    case 'extract':
      return [`extract ${step.sources.map((id) => sourceText(id, manifest)).join(', ')}`]
    case 'readSeed':
      return [`read ${step.file}`]
    case 'writeParquet':
      return [`write Parquet${step.options.partitionBy.length > 0 ? ` by ${step.options.partitionBy.join(', ')}` : ''}`]
    case 'createView':
      return ['create view']
    case 'createTable':
      return ['create table']
    case 'verify':
      return ['read back']
    case 'store':
      return ['keep in the lake']
    case 'test':
    case 'keepFailures':
      return []
  }
}

function sourceText(id: NodeId, manifest: Manifest): string {
  const source = nodeOf(manifest, id)
  return source.type === 'source' ? `${source.sourceName}.${source.name}` : source.name
}
