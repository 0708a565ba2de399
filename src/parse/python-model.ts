import type { Location } from '../diagnostics/location.ts'
import type { ConfigEntry } from '../project/merge-config.ts'
import type { Json } from '../util/json.ts'
import type { Captured } from './capture.ts'

const text = `\\s*(["'])((?:(?!\\1)[^\\\\\\n])*)\\1\\s*`
const call = (name: string) => new RegExp(`\\bdbt\\s*\\.\\s*${name}\\s*\\(([^()]*)\\)`, 'g')
const argument = new RegExp(text, 'g')
const keyword = /(\w+)\s*=\s*(?:(["'])((?:(?!\2)[^\\\n])*)\2|(True|False)\b|(-?\d+)\b)/g

/**
 * What a model in Python says of its node: calls of `dbt.ref`, `dbt.source` and `dbt.config` whose arguments are written
 * down, which is what dbt asks of them too. Python is not run.
 */
export function pythonCaptured(source: string, file: string): Captured {
  const code = source.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length))
  const refs = callsOf('ref', code, file).flatMap(({ texts, named, location }) => {
    const version = named.get('v') ?? named.get('version')
    const [first, second] = texts
    if (first === undefined || texts.length > 2) return []
    const own = second === undefined ? { name: first } : { name: second, packageName: first }
    return [{ ...own, ...(version !== undefined && { version: String(version) }), location }]
  })
  const sources = callsOf('source', code, file).flatMap(({ texts: [name, table], location }) =>
    name === undefined || table === undefined ? [] : [{ source: name, table, location }],
  )
  const config = callsOf('config', code, file).flatMap(({ named, location }): readonly ConfigEntry[] =>
    [...named].map(([key, value]) => ({ key, value, location })),
  )
  return { refs, sources, config, macros: [] }
}

interface PythonCall {
  /** Arguments without a name. */
  readonly texts: readonly string[]
  readonly named: ReadonlyMap<string, Json>
  readonly location: Location
}

function callsOf(name: string, code: string, file: string): readonly PythonCall[] {
  return [...code.matchAll(call(name))].map((match) => {
    const [whole, inside = ''] = match
    const named = new Map([...inside.matchAll(keyword)].map((found) => [found[1] ?? '', literalOf(found)] as const))
    const unnamed = inside.replace(keyword, '')
    const texts = [...unnamed.matchAll(argument)].map(([, , value = '']) => value)
    return { texts, named, location: { file, start: match.index, end: match.index + whole.length } }
  })
}

function literalOf([, , , written, truth, digits]: RegExpExecArray | RegExpMatchArray): Json {
  if (written !== undefined) return written
  return truth === undefined ? Number(digits) : truth === 'True'
}
