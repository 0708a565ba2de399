import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { positionOf } from '../diagnostics/position.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeRun, RunEvent, RunSummary } from '../run/events.ts'
import { stripControl } from '../util/strip-control.ts'
import { endLines } from './end-lines.ts'
import { plural } from './format-count.ts'
import { formatLine } from './format-diagnostic.ts'
import { formatDuration } from './format-duration.ts'
import { type NodeOf, nodeLabel, testedLabel, testLabel } from './node-label.ts'
import type { ReportOptions, RunReporter } from './run-reporter.ts'
import { doneLine } from './tally.ts'

export type GithubReportOptions = Pick<ReportOptions, 'stdout' | 'read'> & {
  /** Adds Markdown to the page of the job (`$GITHUB_STEP_SUMMARY`). */
  readonly appendSummary: (markdown: string) => void
}

/** Annotations at the lines of a pull request for everything that failed or warned, and a table on the job's page. */
export function githubReporter({ stdout, read, appendSummary }: GithubReportOptions): RunReporter {
  let nodes: ReadonlyMap<NodeId, Node> = new Map()
  let environment = ''
  const nodeOf = (id: NodeId) => nodes.get(id)
  const annotate = (annotation: Annotation | undefined) => {
    if (annotation !== undefined) stdout(`${command(annotation, read)}\n`)
  }
  const report = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      nodes = event.nodes ?? nodes
      environment = event.environment
    }
    if (event.type === 'warning') annotate(annotationOf(event.diagnostic))
    if (event.type === 'node-finished') annotate(annotationOfRun(event.run, nodeOf))
    if (event.type !== 'run-finished') return
    for (const diagnostic of event.summary.diagnostics) annotate(annotationOf(diagnostic))
    appendSummary(summaryTable(event.summary, { nodeOf, read, environment }))
  }
  return { report, close: () => undefined }
}

/** Mistakes found before anything ran: lines that annotate them, and what the page of the job says. */
export function githubMistakes(
  diagnostics: readonly Diagnostic[],
  read: ReportOptions['read'],
): { readonly annotations: string; readonly summary: string } {
  const rows = diagnostics.map((diagnostic) => {
    const { code, message, location } = diagnostic
    const place = location === undefined ? '' : formatLine(location, read)
    return `| ${[severityOf(diagnostic), code, stripControl(message).replaceAll('\n', ' '), place].map(cell).join(' | ')} |`
  })
  return {
    annotations: diagnostics.map((diagnostic) => `${command(annotationOf(diagnostic), read)}\n`).join(''),
    summary: [
      '### tpchmodel',
      '',
      '| severity | code | message | place |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      '',
    ].join('\n'),
  }
}

interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
  readonly location: Location | undefined
}

function annotationOf(diagnostic: Diagnostic): Annotation {
  const { code, message, hint, location } = diagnostic
  const level = severityOf(diagnostic)
  return { level, title: code, message: hint === undefined ? message : `${message}\n${hint}`, location }
}

function annotationOfRun({ node, result }: NodeRun, nodeOf: NodeOf): Annotation | undefined {
  if (result.status === 'error') return annotationOf(result.diagnostic)
  if (result.status === 'aging' || result.status === 'stale')
    return result.diagnostic && annotationOf(result.diagnostic)
  if (node.type !== 'test' || (result.status !== 'fail' && result.status !== 'warn')) return undefined
  const tested = testedLabel(node, nodeOf)
  const title = `${testLabel(node)}${tested === undefined ? '' : ` on ${tested}`}`
  const message = `${plural(result.failure.failures, 'row')} of the test ${node.name}`
  return { level: result.status === 'fail' ? 'error' : 'warning', title, message, location: node.location }
}

/** GitHub's `::error file=…,line=…::message`. What it would read as its own syntax is escaped. */
function command({ level, title, message, location }: Annotation, read: ReportOptions['read']): string {
  const text = location && read(location.file)
  const place = text === undefined || location === undefined ? undefined : positionOf(text, location.start)
  const properties = [
    ...(location === undefined || location.file.startsWith('--') ? [] : [`file=${property(location.file)}`]),
    ...(place === undefined ? [] : [`line=${place.line}`, `col=${place.column}`]),
    `title=${property(title)}`,
  ]
  return `::${level} ${properties.join(',')}::${data(message)}`
}

function data(text: string): string {
  return stripControl(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

interface SummaryTableOptions extends Pick<ReportOptions, 'read'> {
  readonly nodeOf: NodeOf
  readonly environment: string
}

function summaryTable(summary: RunSummary, { nodeOf, read, environment }: SummaryTableOptions): string {
  const bad = summary.runs.filter(({ result }) => !['success', 'reused', 'pass', 'fresh'].includes(result.status))
  const rows = bad.map(({ node, result }) => {
    const label = node.type === 'test' ? (testedLabel(node, nodeOf) ?? node.name) : nodeLabel(node)
    const check = node.type === 'test' ? testLabel(node) : ''
    const seconds = result.status === 'skipped' ? '' : formatDuration(result.seconds)
    const location = (result.status === 'error' && result.diagnostic.location) || node.location
    return `| ${[result.status, label, check, seconds, formatLine(location, read)].map(cell).join(' | ')} |`
  })
  const words = [...endLines(summary, { unicode: true, environment }), doneLine(summary)].map(cell).join('<br>')
  const table =
    rows.length === 0
      ? []
      : ['| status | node | test | time | place |', '| --- | --- | --- | ---: | --- |', ...rows, '']
  return ['### tpchmodel', '', words, '', ...table, ''].join('\n')
}

function cell(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[|`*_[\]\\]/g, '\\$&')
}
