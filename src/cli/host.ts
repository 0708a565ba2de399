import type { OpenReporterOptions } from '../report/open-reporter.ts'

/** Where a command line is typed. */
export interface Host {
  readonly stdout: OpenReporterOptions['stdout']
  readonly stderr: OpenReporterOptions['stderr']
  readonly environment: OpenReporterOptions['environment']
  /** The current folder. */
  readonly folder: string
}

export function processHost(): Host {
  return { stdout: process.stdout, stderr: process.stderr, environment: process.env, folder: process.cwd() }
}
