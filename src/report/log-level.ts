/** How serious something must be to be told, from everything to nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'none'

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'none']

/** Whether something of one level is told where at least another one is asked for. */
export function isTold(level: LogLevel, asked: LogLevel): boolean {
  return order.indexOf(level) >= order.indexOf(asked)
}
