import type { Span } from '../jinja/source-map.ts'
import type { Rendered } from '../jinja/template.ts'

export interface NamedQuery {
  readonly name: string
  readonly rendered: Rendered
}

/** The CTE under which an ephemeral model is inlined, as dbt names it. */
export function cteName(model: string): string {
  return `__dbt__cte__${model}`
}

/**
 * Puts ephemeral parents in front of a query as CTEs, each behind those it reads. A query that begins with `with` gets
 * them in front of its own CTEs. Positions keep pointing at the files that the characters come from.
 */
export function inlineEphemeral(query: Rendered, parents: readonly NamedQuery[]): Rendered {
  if (parents.length === 0) return query
  const clause = withClause(query.text)
  const parts: (string | Rendered)[] = [slice(query, 0, clause.insertAt), clause.keyword]
  parents.forEach(({ name, rendered }, index) => {
    parts.push(`${index === 0 ? '' : ', '}${name} as (\n`, rendered, '\n)')
  })
  parts.push(clause.separator, slice(query, clause.insertAt, query.text.length))
  return concatenate(parts)
}

const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/
const withKeyword = /^with(?:\s+recursive)?\b\s*/i

/** Where CTEs go, and what stands before and behind them there. */
function withClause(sql: string): { readonly insertAt: number; readonly keyword: string; readonly separator: string } {
  const start = leading.exec(sql)?.[0].length ?? 0
  const keyword = withKeyword.exec(sql.slice(start))?.[0]
  if (keyword === undefined) return { insertAt: start, keyword: 'with ', separator: '\n' }
  return { insertAt: start + keyword.length, keyword: '', separator: ', ' }
}

function slice({ text, sourceMap }: Rendered, from: number, to: number): Rendered {
  const spans = sourceMap.flatMap((span, index): Span[] => {
    const end = sourceMap[index + 1]?.at ?? text.length
    if (end <= from || span.at >= to) return []
    const cut = Math.max(0, from - span.at)
    const origin = span.type === 'verbatim' ? { ...span.origin, start: span.origin.start + cut } : span.origin
    return [{ ...span, at: span.at + cut - from, origin }]
  })
  return { text: text.slice(from, to), sourceMap: spans }
}

/** Text of ours counts as computed where the text before it ended. */
function concatenate(parts: readonly (string | Rendered)[]): Rendered {
  let text = ''
  const sourceMap: Span[] = []
  for (const part of parts) {
    if (typeof part === 'string') {
      const before = sourceMap.at(-1)
      if (part !== '' && before !== undefined)
        sourceMap.push({ at: text.length, type: 'computed', origin: before.origin })
      text += part
    } else {
      for (const span of part.sourceMap) sourceMap.push({ ...span, at: span.at + text.length })
      text += part.text
    }
  }
  return { text, sourceMap }
}
