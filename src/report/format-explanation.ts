import type { Severity } from '../diagnostics/codes.ts'
import { padEnd } from '../util/display-width.ts'
import { type Paint, painter } from './style.ts'
import type { Terminal } from './terminal.ts'
import { wrap } from './wrap.ts'

export interface ExplainedCode {
  readonly code: string
  readonly severity: Severity
  readonly title: string
  /** Markdown: paragraphs, and blocks between fences. */
  readonly page: string
}

type Look = Pick<Terminal, 'color' | 'width'>

/** A code's page as text for a terminal: paragraphs are wrapped, examples are indented. Ends in a line feed. */
export function formatExplanation({ code, severity, title, page }: ExplainedCode, { color, width }: Look): string {
  const paint = painter(color)
  const head = `${paint(code, colorOf(severity), 'bold')}  ${paint(title, 'bold')}`
  // In an example, lines without text separate blocks too: fences are taken first.
  const blocks = page.split(/^(```[\s\S]*?^```)$/m).flatMap((part) => {
    if (part.startsWith('```')) return [exampleOf(part)]
    return part
      .split(/\n{2,}/)
      .flatMap((text) => (text.trim() === '' ? [] : [paragraphOf(text.trim(), width(), paint)]))
  })
  return `${[head, ...blocks].join('\n\n')}\n`
}

/** All codes with their titles, one a line. */
export function formatCodes(explained: readonly ExplainedCode[], { color }: Pick<Look, 'color'>): string {
  const paint = painter(color)
  const longest = Math.max(...explained.map(({ code }) => code.length))
  return explained
    .map(({ code, severity, title }) => {
      const kind = severity === 'error' ? 'error  ' : 'warning'
      return `${paint(kind, colorOf(severity))}  ${padEnd(code, longest)}  ${title}\n`
    })
    .join('')
}

function colorOf(severity: Severity): 'red' | 'yellow' {
  return severity === 'error' ? 'red' : 'yellow'
}

function exampleOf(fenced: string): string {
  const lines = fenced.split('\n').slice(1, -1)
  return lines.map((line) => (line === '' ? line : `    ${line}`)).join('\n')
}

const longestLine = 100

/** Links keep their words, lists and tables their lines; code keeps its ticks where there are no colors to tell it by. */
function paragraphOf(text: string, width: number | undefined, paint: Paint): string {
  const words = text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
  const plain = words.replaceAll(/\n(?![-|])/g, ' ')
  const wrapped = wrap(plain, Math.min(width ?? longestLine, longestLine)).join('\n')
  return wrapped.replaceAll(/`([^`]+)`/g, (ticked, code: string) => {
    const painted = paint(code, 'cyan')
    return painted === code ? ticked : painted
  })
}
