import { readFile } from 'node:fs/promises'
import { codes, type DiagnosticCode, type Severity } from '../diagnostics/codes.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { nearest } from '../util/nearest.ts'

/** What a code means, with an example and what to do about it. */
export interface Explanation {
  readonly code: DiagnosticCode
  readonly severity: Severity
  /** The first line of what is printed. */
  readonly title: string
  /** The code's section of `docs/errors.md`, without its heading: Markdown. */
  readonly page: string
}

// Literals of one table, whose keys these are.
const known = Object.keys(codes) as readonly DiagnosticCode[]

/**
 * The pages of all codes in the order of `docs/errors.md`, or the one of a code. A code may be given without its room
 * (`unknown-ref`) where only one is called so. Throws `ProjectError` for one that there is not.
 */
export async function explain(code?: string): Promise<readonly Explanation[]> {
  const wanted = code === undefined ? known : [codeOf(code)]
  const pages = pagesOf(await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8'))
  return wanted.map((each) => ({ code: each, ...codes[each], page: pages.get(each) ?? '' }))
}

function codeOf(written: string): DiagnosticCode {
  const name = written.trim().toLowerCase()
  const meant = known.filter((code) => code === name || code.endsWith(`/${name}`))
  const [first] = meant
  if (first !== undefined && meant.length === 1) return first
  throw new ProjectError([unknownCode(written, meant.length > 1 ? meant : [nearestCode(name)].flatMap((c) => c ?? []))])
}

/** Of whole codes, or of what stands behind the room where no room is written. */
function nearestCode(name: string): string | undefined {
  if (name.includes('/')) return nearest(name, known)
  const tails = new Map(known.map((code) => [code.slice(code.indexOf('/') + 1), code]))
  return tails.get(nearest(name, tails.keys()) ?? '')
}

function unknownCode(written: string, near: readonly string[]) {
  const quoted = near.map((code) => `"${code}"`).join(' or ')
  return {
    code: 'cli/usage',
    message: near.length > 1 ? `"${written}" is the end of several codes.` : `No message has the code "${written}".`,
    hint: quoted === '' ? 'All codes are listed by: tpchmodel explain' : `Did you mean ${quoted}?`,
  } as const
}

function pagesOf(document: string): ReadonlyMap<string, string> {
  const sections = document.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end).trim(), section.slice(end).trim()]
    }),
  )
}
