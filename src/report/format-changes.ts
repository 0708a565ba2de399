import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Change, Reason } from '../plan/change.ts'
import type { LeftOver } from '../plan/left-over.ts'
import { displayWidth, padEnd } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { columnText } from './column-text.ts'
import { plural } from './format-count.ts'
import { formatDuration } from './format-duration.ts'
import { idLabel } from './node-label.ts'
import { symbolsFor } from './symbols.ts'

/** What a plan found out, for people. */
export interface ChangesReport {
  readonly environment: string
  readonly changes: readonly Change[]
  readonly tests: number
  readonly removed: readonly LeftOver[]
  readonly manifest: Pick<Manifest, 'nodes'>
  /** Whether the run takes away what the project makes no more. */
  readonly prune: boolean
  readonly unicode: boolean
}

/** A line of a plan: what is done, to what, and why. */
interface Line {
  readonly sign: '+' | '~' | '?' | '-' | '='
  readonly label: string
  readonly why: string
  readonly effect: string
  readonly columns: readonly string[]
}

/** Lines for a terminal: `+` new, `~` changed, `?` known only when it is run, `-` gone, `=` as it is. */
export function formatChanges(report: ChangesReport): string {
  const lines = withoutFollowers(linesOf(report).filter(({ sign }) => sign !== '='))
  const widths = [lines.map(({ label }) => label), lines.map(({ why }) => why)].map((texts) =>
    Math.max(0, ...texts.map(displayWidth)),
  )
  const shown = lines.flatMap(({ sign, label, why, effect, columns }) => [
    `${sign} ${padEnd(label, widths[0] ?? 0)}  ${padEnd(why, widths[1] ?? 0)}  ${effect}`.trimEnd(),
    ...columns.map((column) => `    ${column}`),
  ])
  return [...shown, ...endOf(report), '', 'Nothing was run.', ''].join('\n')
}

/** More nodes than these that only follow others are one line. */
const mostFollowers = 5

function withoutFollowers(lines: readonly Line[]): readonly Line[] {
  const followers = lines.filter(({ effect }) => effect === follows)
  if (followers.length <= mostFollowers) return lines
  const label = `${followers.length} models`
  const line: Line = { sign: '?', label, why: 'upstream of them', effect: follows, columns: [] }
  const last = lines.findLastIndex(({ effect }) => effect === follows)
  return lines.flatMap((each, index) => (index === last ? [line] : each.effect === follows ? [] : [each]))
}

const follows = 'rebuilt where those changed'

/** The same as a table of Markdown, for a comment on a change. */
export function markdownChanges(report: ChangesReport): string {
  const lines = linesOf(report).filter(({ sign }) => sign !== '=')
  const rows = lines.map(({ sign, label, why, effect, columns }) => {
    const cells = [`\`${sign}\``, `\`${label}\``, why, [effect, ...columns.map((each) => `\`${each}\``)].join('<br>')]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  const table = rows.length === 0 ? [] : ['| | model | why | what |', '| --- | --- | --- | --- |', ...rows, '']
  return [`### Plan for \`${oneLine(report.environment)}\``, '', ...table, ...endOf(report), ''].join('\n')
}

/** The same as JSON, under the names that dbt's artifacts use. */
export function changesJson({ environment, changes, tests, removed, manifest, prune }: ChangesReport): string {
  const relations = (id: NodeId) => {
    const node = manifest.nodes.get(id)
    return node !== undefined && 'relation' in node ? `${node.relation.schema}.${node.relation.identifier}` : null
  }
  const json = {
    environment,
    changes: changes.map(({ id, action, reasons, columns, seconds }) => ({
      unique_id: id,
      relation: relations(id),
      action,
      reasons,
      columns: columns?.map(({ name, from = null, to = null }) => ({ name, from, to })) ?? null,
      last_seconds: seconds ?? null,
    })),
    tests,
    removed: removed.map(({ key, table, why }) => ({ unique_id: table.nodeId, relation: key, why, pruned: prune })),
  }
  return `${JSON.stringify(json, undefined, 2)}\n`
}

function linesOf({ changes, removed, manifest, prune, unicode }: ChangesReport): readonly Line[] {
  const nodeOf = (id: NodeId) => manifest.nodes.get(id)
  const { arrow } = symbolsFor(unicode)
  const order = changes.map((change): Line => {
    const { action, reasons, columns = [] } = change
    const node = nodeOf(change.id)
    return {
      sign: signs[action],
      label: idLabel(change.id, nodeOf),
      why: reasons.map((reason) => reasonText(reason, arrow, nodeOf)).join(', '),
      effect:
        node !== undefined && 'materialization' in node ? effectText(action, node.materialization === 'view') : '',
      columns: columns.map((column) => columnText(column, arrow)),
    }
  })
  const gone = removed.map(({ key, why }): Line => {
    const effect = prune ? 'is taken away' : 'stays; --prune takes it away'
    return { sign: '-', label: oneLine(key), why: goneText[why], effect, columns: [] }
  })
  return [...order, ...gone]
}

const signs = { create: '+', rebuild: '~', show: '~', keep: '=', look: '?', follow: '?' } as const

const goneText = {
  removed: 'not in the project any more',
  disabled: 'disabled',
  elsewhere: 'not kept in the lake any more',
} as const satisfies Record<LeftOver['why'], string>

function effectText(action: Change['action'], isView: boolean): string {
  switch (action) {
    case 'create':
      return 'created'
    case 'rebuild':
      return isView ? 'view replaced' : 'rebuilt'
    case 'show':
      return 'a version that exists is shown'
    case 'look':
      return 'read, and rebuilt where rows changed'
    case 'follow':
      return follows
    case 'keep':
      return ''
  }
}

function reasonText(reason: Reason, arrow: string, nodeOf: Parameters<typeof idLabel>[1]): string {
  const named = (ids: readonly NodeId[]) => shortList(ids.map((id) => idLabel(id, nodeOf)))
  switch (reason.type) {
    case 'never-built':
      return 'never built'
    case 'moved':
      return `was ${oneLine(reason.from)}`
    case 'code':
      return 'its file changed'
    case 'rendered':
      return `a macro or variable changed its SQL${reason.names.length === 0 ? '' : `: ${shortList(reason.names.map(oneLine))}`}`
    case 'config':
      return 'its configuration changed'
    case 'engine':
      return `engine ${oneLine(reason.from)} ${arrow} ${reason.to}`
    case 'upstream':
      return reason.parents.length === 0 ? 'what it reads was published since' : `upstream ${named(reason.parents)}`
    case 'changed':
      return 'changed since it was built'
    case 'forced':
      return 'forced'
    case 'source':
      return `rows of ${named(reason.sources)}`
    case 'volatile':
      return 'asks for the time or a random value'
    case 'no-versions':
      return 'built each time'
  }
}

function shortList(names: readonly string[]): string {
  const left = names.length - 3
  return left > 1 ? `${names.slice(0, 3).join(', ')} and ${left} more` : names.join(', ')
}

function endOf(report: ChangesReport): readonly string[] {
  const { changes, tests, removed, prune, unicode } = report
  const count = (...actions: readonly Change['action'][]) =>
    changes.filter(({ action }) => actions.includes(action)).length
  const parts: readonly (readonly [number, string])[] = [
    [count('create'), 'created'],
    [count('rebuild'), 'rebuilt'],
    [count('show'), 'shown anew'],
    [count('look', 'follow'), 'known when they are run'],
    [prune ? removed.length : 0, 'taken away'],
  ]
  const said = parts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : []))
  const facts = [
    ...(said.length > 0 ? [said.join(', ')] : ['Nothing to build']),
    ...(tests > 0 ? [`${plural(tests, 'test')} run`] : []),
    ...timeOf(report),
  ]
  return [...(count('keep') > 0 ? [`= ${count('keep')} unchanged`] : []), facts.join(symbolsFor(unicode).separator)]
}

/** As long as they took the last time, where that is known of all of them. */
function timeOf({ changes }: ChangesReport): readonly string[] {
  const built = changes.filter(({ action }) => action === 'create' || action === 'rebuild')
  const known = built.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]))
  if (known.length === 0) return []
  const sum = formatDuration(known.reduce((total, seconds) => total + seconds, 0))
  return [
    known.length === built.length
      ? `about ${sum}, as the last time`
      : `about ${sum} for ${known.length} of them, as the last time`,
  ]
}
