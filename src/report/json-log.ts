import type { Clock } from '../ports/clock.ts'
import type { JsonObject } from '../util/json.ts'

/** An event as dbt names it: programs that read dbt's log look for these codes. */
export interface LogEvent {
  readonly code: string
  readonly name: string
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | undefined
  readonly msg: string
  readonly data: JsonObject
  readonly at?: Date | undefined
}

/** An event in the shape of dbt's log: `info` for every program, `data` by type of event. */
export interface LogEntry {
  readonly data: JsonObject
  readonly info: JsonObject & {
    readonly level: 'debug' | 'info' | 'warn' | 'error'
    readonly invocation_id: string
    readonly name: string
    readonly msg: string
    readonly ts: string
  }
}

export interface LogOptions {
  readonly write: (entry: LogEntry) => void
  readonly clock: Clock
  /** The number of this process. */
  readonly pid: number
}

/** Writes events of an invocation, whose id may become known with the first of them. */
export function logOf({ write, clock, pid }: LogOptions, invocationId: () => string): (event: LogEvent) => void {
  return ({ code, name, level = 'info', msg, data, at = clock.now() }) => {
    const ts = at.toISOString()
    const invocation_id = invocationId()
    write({
      data,
      info: { category: '', code, extra: {}, invocation_id, level, msg, name, pid, thread: 'MainThread', ts },
    })
  }
}

/** The first event of every log of dbt's. */
export function versionEvent(version: string, data: JsonObject = {}): LogEvent {
  return {
    code: 'A001',
    name: 'MainReportVersion',
    msg: `Running with tpchmodel=${version}`,
    data: { version, ...data },
  }
}
