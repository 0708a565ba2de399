import type { ListedObject } from '../ports/store.ts'
import type { JsonObject } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount, plural } from './format-count.ts'
import { formatTable } from './format-table.ts'
import { symbolsFor } from './symbols.ts'

/** What was removed from a lake, or would be. */
export interface Garbage {
  readonly lake: string
  readonly objects: readonly ListedObject[]
  readonly bytes: number
  readonly young: { readonly objects: number; readonly bytes: number }
  readonly isStopped: boolean
}

/** A line for each model that versions of are removed, one for records and states, and one for the sum. */
export function formatGarbage(
  { lake, objects, bytes, young, isStopped }: Garbage,
  { unicode, dryRun }: { readonly unicode: boolean; readonly dryRun: boolean },
): string {
  const { separator } = symbolsFor(unicode)
  const kept = young.objects === 0 ? [] : [`${formatCount(young.objects)} more too young, ${formatBytes(young.bytes)}`]
  const done =
    objects.length === 0
      ? `Nothing to remove in ${oneLine(lake)}`
      : `${dryRun ? 'Would remove' : 'Removed'} ${plural(objects.length, 'file')}, ${formatBytes(bytes)}, from ${oneLine(lake)}`
  const stopped = isStopped ? ['A run published meanwhile, so the rest is left for the next time.'] : []
  const end = dryRun && objects.length > 0 ? ['', 'Nothing was changed.'] : []
  return [...linesOf(objects, unicode), [done, ...kept].join(separator), ...stopped, ...end, ''].join('\n')
}

export function garbageJson({ objects, bytes, young, isStopped }: Garbage, dryRun: boolean): JsonObject {
  return {
    dry_run: dryRun,
    objects: objects.map(({ key, bytes: size, modified }) => ({ key, bytes: size, modified: modified.toISOString() })),
    bytes,
    too_young: { ...young },
    stopped: isStopped,
  }
}

function linesOf(objects: readonly ListedObject[], unicode: boolean): readonly string[] {
  if (objects.length === 0) return []
  const names = [...new Set(objects.map(({ key }) => groupOf(key)))]
  const rows = names.map((name) => {
    const members = objects.filter(({ key }) => groupOf(key) === name)
    const versions = new Set(members.flatMap(({ key }) => (key.startsWith('data/') ? [key.split('/')[3]] : [])))
    const bytes = members.reduce((sum, object) => sum + object.bytes, 0)
    return [name, versions.size === 0 ? '' : versions.size, members.length, formatBytes(bytes)]
  })
  const columns = [
    { name: 'of', type: 'VARCHAR' },
    ...['versions', 'files', 'size'].map((name) => ({ name, type: 'BIGINT' })),
  ]
  return formatTable(columns, rows, { unicode }).lines
}

/** `gold.revenue` for a file of one of its versions. */
function groupOf(key: string): string {
  const [top, layer = '', model = ''] = key.split('/')
  if (top === 'runs') return 'records of runs'
  return top === 'data' ? `${layer}.${model}` : `states of ${layer}`
}
