import type { OpenReporterOptions } from '../report/open-reporter.ts'
import { type Redact, redactor } from '../util/redact.ts'
import type { Secret } from '../util/secret.ts'
import type { Host } from './host.ts'

type Output = OpenReporterOptions['stdout']

/** The host's streams, from which the credentials that `hide` was told are left out. */
export interface RedactedOutput {
  readonly stdout: Output
  readonly stderr: Output
  /** A text without them, for where else it goes. */
  readonly redact: Redact
  readonly hide: (secrets: readonly Secret[]) => void
}

export function redactedOutput({ stdout, stderr }: Pick<Host, 'stdout' | 'stderr'>): RedactedOutput {
  let redact: Redact = (text) => text
  const over = (stream: Output): Output => ({
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.columns
    },
    get rows() {
      return stream.rows
    },
    write: (text) => stream.write(redact(text)),
  })
  return {
    stdout: over(stdout),
    stderr: over(stderr),
    redact: (text) => redact(text),
    hide: (secrets) => {
      redact = redactor(secrets)
    },
  }
}
