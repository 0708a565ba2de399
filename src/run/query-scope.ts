import { type SqlToken, sqlTokens } from './sql-tokens.ts'

/** A table that a part of a query reads. */
export interface QueryTable {
  /** As it stands behind FROM or JOIN: a name, or a query in parentheses. */
  readonly text: string
  /** What columns are qualified with: the alias, else the last part of the name. Lower case, without quotes. */
  readonly name: string
}

/** A part of a query, and what it can read. */
export interface QueryScope {
  readonly tables: readonly QueryTable[]
  /** Text in front of `select * from …` that defines the CTEs which can be read there. */
  readonly head: string
  /** Offsets of the CTEs' names by their names. */
  readonly ctes: ReadonlyMap<string, number>
}

interface Cte {
  readonly name: string
  readonly at: number
  /** Token indices of the parentheses around its query. */
  readonly open: number
  readonly close: number
}

/**
 * The parts of a query around a position, from the inside out: a subquery before the one it stands in. It goes by the
 * words of the text; a form of FROM that it does not know is left out.
 */
export function scopesAt(sql: string, position: number): readonly QueryScope[] {
  const tokens = sqlTokens(sql)
  const ctes = ctesOf(tokens)
  const before = ctes.filter(({ close }) => (tokens[close]?.end ?? 0) <= position)
  const last = before.at(-1)
  const head = last === undefined ? '' : `${sql.slice(0, tokens[last.close]?.end)}\n`
  const names = new Map(before.map(({ name, at }) => [name, at]))
  return rangesAround(tokens, position, ctes).map((range) => ({
    tables: tablesOf(sql, tokens.slice(range.from, range.to), range.depth),
    head,
    ctes: names,
  }))
}

function ctesOf(tokens: readonly SqlToken[]): readonly Cte[] {
  if (tokens[0]?.key !== 'with') return []
  const ctes: Cte[] = []
  let at = tokens[1]?.key === 'recursive' ? 2 : 1
  for (;;) {
    const name = tokens[at]
    const as = tokens.findIndex(({ key, depth }, index) => index > at && depth === 0 && key === 'as')
    const open = as === -1 ? -1 : tokens.findIndex(({ text }, index) => index > as && text === '(')
    const close = open === -1 ? -1 : closing(tokens, open)
    if (name === undefined || close === -1) return ctes
    ctes.push({ name: name.word, at: name.start, open, close })
    if (tokens[close + 1]?.text !== ',') return ctes
    at = close + 2
  }
}

interface Range {
  readonly from: number
  readonly to: number
  /** Of the words of this part that stand in no parentheses of their own. */
  readonly depth: number
}

function rangesAround(tokens: readonly SqlToken[], position: number, ctes: readonly Cte[]): readonly Range[] {
  const main = (ctes.at(-1)?.close ?? -1) + 1
  const ranges: Range[] = [{ from: main, to: tokens.length, depth: 0 }]
  tokens.forEach(({ text, start, depth }, open) => {
    if (text !== '(' || start > position || !/^(?:select|from|with)$/.test(tokens[open + 1]?.key ?? '')) return
    const close = closing(tokens, open)
    if (close !== -1 && (tokens[close]?.start ?? 0) < position) return
    const range = { from: open + 1, to: close === -1 ? tokens.length : close, depth: depth + 1 }
    // What stands in a CTE does not see the tables of the main query.
    if (ctes.some((cte) => cte.open === open)) ranges.length = 0
    ranges.unshift(range)
  })
  return ranges
}

function closing(tokens: readonly SqlToken[], open: number): number {
  return tokens.findIndex(({ text, depth }, index) => index > open && text === ')' && depth === tokens[open]?.depth)
}

const ending = /^(?:where|group|order|having|limit|offset|qualify|window|union|intersect|except|select)$/
const notAlias =
  /^(?:on|using|join|inner|left|right|full|cross|natural|outer|lateral|positional|asof|semi|anti|tablesample|pivot|unpivot|as)$/

function tablesOf(sql: string, tokens: readonly SqlToken[], depth: number): readonly QueryTable[] {
  const tables: QueryTable[] = []
  let isInFrom = false
  tokens.forEach(({ key, text, depth: own }, index) => {
    if (own !== depth) return
    if (key === 'from') isInFrom = true
    else if (ending.test(key)) isInFrom = false
    const isTable = key === 'from' || key === 'join' || (isInFrom && text === ',')
    const table = isTable ? tableAt(sql, tokens, index + 1) : undefined
    if (table !== undefined) tables.push(table)
  })
  return tables
}

function tableAt(sql: string, tokens: readonly SqlToken[], first: number): QueryTable | undefined {
  let last = first
  if (tokens[first]?.text === '(') last = closing(tokens, first)
  else while (tokens[last + 1]?.text === '.') last += 2
  const [from, to] = [tokens[first], tokens[last]]
  if (from === undefined || to === undefined || (from.text !== '(' && from.word === '')) return undefined
  // A function that returns a table.
  if (tokens[last + 1]?.text === '(') return undefined
  const next = tokens[last + 1]?.key === 'as' ? tokens[last + 2] : tokens[last + 1]
  const isAlias = next !== undefined && next.word !== '' && !ending.test(next.key) && !notAlias.test(next.key)
  return { text: sql.slice(from.start, to.end), name: isAlias ? next.word : to.word }
}
