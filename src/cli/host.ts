import type { OpenReporterOptions } from '../report/open-reporter.ts'

/** Where a command line is typed. */
export interface Host {
  readonly stdout: OpenReporterOptions['stdout']
  readonly stderr: OpenReporterOptions['stderr']
  readonly environment: OpenReporterOptions['environment']
  /** The current folder. */
  readonly folder: string
  /** Whether whoever read standard output has gone, as `head` does when it has enough. */
  readonly isUnread: () => boolean
}

export function processHost(): Host {
  let isUnread = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isUnread = true
  })
  const { stdout, stderr, env: environment } = process
  return { stdout, stderr, environment, folder: process.cwd(), isUnread: () => isUnread }
}
