/** What a stream of output can show. */
export interface Terminal {
  readonly isTerminal: boolean
  readonly color: boolean
  readonly unicode: boolean
  /** Cells of a line; unknown when it is no terminal. May change while something runs. */
  readonly width: () => number | undefined
  readonly rows: () => number | undefined
}

/** The parts of a Node stream that say what stands behind it. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Colors: `--no-color` decides, then `FORCE_COLOR` (`0` is no), `NO_COLOR`, `TERM=dumb`, and whether it is a terminal.
 * Signs beyond ASCII: where the locale is UTF-8, on macOS, and in a modern terminal of Windows.
 */
export function terminalOf(
  stream: OutputStream,
  environment: Environment,
  { noColor = false, platform = process.platform }: { readonly noColor?: boolean; readonly platform?: string } = {},
): Terminal {
  const isTerminal = stream.isTTY === true
  return {
    isTerminal,
    color: !noColor && hasColor(environment, isTerminal),
    unicode: hasUnicode(environment, platform),
    width: () => (isTerminal ? stream.columns : undefined),
    rows: () => (isTerminal ? stream.rows : undefined),
  }
}

function hasColor(environment: Environment, isTerminal: boolean): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (environment['NO_COLOR']) return false
  return isTerminal && environment['TERM'] !== 'dumb'
}

function hasUnicode(environment: Environment, platform: string): boolean {
  if (platform === 'win32') return Boolean(environment['WT_SESSION'] || environment['TERM_PROGRAM'])
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG']
  return locale === undefined ? platform === 'darwin' : /utf-?8/i.test(locale)
}
