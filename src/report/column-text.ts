import type { ColumnChange } from '../plan/change.ts'
import { oneLine } from '../util/strip-control.ts'

/** `+ margin DECIMAL(10,2)`, `~ price INTEGER → DECIMAL(10,2)`, `- tax INTEGER`. */
export function columnText({ name, from, to }: ColumnChange, arrow: string): string {
  if (from === undefined) return `+ ${oneLine(name)} ${to}`
  return to === undefined ? `- ${oneLine(name)} ${from}` : `~ ${oneLine(name)} ${from} ${arrow} ${to}`
}
