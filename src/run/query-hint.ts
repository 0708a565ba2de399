import type { CompiledNode } from '../compile/compiled-node.ts'
import type { QueryError } from '../ports/engine.ts'
import { nearest } from '../util/nearest.ts'

type Refusal = Pick<QueryError, 'kind' | 'message' | 'candidates'>

/** What to do about a query that failed. `word`: what stands at its place. */
export function queryHint(error: Refusal, word = ''): string | undefined {
  const { kind, candidates } = error
  if (kind === 'Permission') {
    return 'Models read the lake, the seeds and declared sources only. Declare the file as a source, or open its folder: "external_access" of the target.'
  }
  if (kind === 'Out of Memory') {
    return 'Raise "memory_limit" of the target, lower its "threads", or give the work folder, where queries spill, more room.'
  }
  const known = templateHint(error) ?? typeHint(error)
  if (known !== undefined) return known
  // Signatures of functions stand in the message already.
  const own = candidates.filter((name) => !/^(?:pg|duckdb|sqlite|information_schema)_|[()]/.test(name))
  const suggestion = nearest(word.replaceAll('"', ''), own)
  if (suggestion !== undefined) return `Did you mean "${suggestion}"?`
  // What is offered for a table that does not exist is any other table.
  return own.length === 0 || kind === 'Catalog' ? undefined : `There is ${own.map((name) => `"${name}"`).join(', ')}.`
}

/** What a template would have answered, had it been one. */
function templateHint({ message }: Refusal): string | undefined {
  const [, name] = /Function with name (ref|source|var|env_var|config) does not exist/i.exec(message) ?? []
  if (name !== undefined) return `Put it in double braces: {{ ${name.toLowerCase()}(…) }}.`
  return /at or near "[{}%]/.test(message) ? 'Templates stand in double braces, {{ … }}, or in {% … %}.' : undefined
}

function typeHint({ message }: Refusal): string | undefined {
  if (!message.startsWith('No function matches') && !message.startsWith('Cannot compare values of type'))
    return undefined
  return 'Cast one of the values, as in cast(… as integer).'
}

/** What to do about a test that the parser refused: it names a column as the properties file does. */
export function columnHint(
  { node }: Pick<CompiledNode, 'node'>,
  { kind }: Pick<QueryError, 'kind'>,
): string | undefined {
  const column = node.type === 'test' ? node.generic?.column : undefined
  if (kind !== 'Parser' || column === undefined || column.startsWith('"')) return undefined
  return `Where "${column}" is a key word of SQL, or holds more than letters, digits and "_", give the column "quote: true".`
}
