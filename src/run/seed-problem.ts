/** What keeps a CSV file from being a table, and where: offsets of the line. */
export interface SeedProblem {
  readonly message: string
  readonly start: number
  readonly end: number
}

/**
 * The first line of a CSV text that has more or fewer values than the header, or a quote that is never closed; undefined
 * for a text whose lines agree.
 */
export function seedProblem(text: string, delimiter: string): SeedProblem | undefined {
  const lines = recordsOf(text, delimiter)
  const [header] = lines
  const wrong = lines.find(({ values, isOpen }) => isOpen || values !== header?.values)
  if (header === undefined || wrong === undefined) return undefined
  const end = text.indexOf('\n', wrong.start)
  const place = { start: wrong.start, end: end === -1 ? text.length : end }
  if (wrong.isOpen) return { message: 'a quote is opened here and never closed', ...place }
  return { message: `this line has ${counted(wrong.values)}, and the header has ${header.values}`, ...place }
}

function counted(values: number): string {
  return values === 1 ? '1 value' : `${values} values`
}

interface CsvRecord {
  readonly start: number
  readonly values: number
  readonly isOpen: boolean
}

/** Lines with as many values as they have; quoted values may go over several lines, empty lines are none. */
function recordsOf(text: string, delimiter: string): readonly CsvRecord[] {
  const records: CsvRecord[] = []
  for (let start = 0; start < text.length; ) {
    const { end, values, isOpen } = recordAt(text, start, delimiter)
    if (end > start) records.push({ start, values, isOpen })
    start = text.startsWith('\r\n', end) ? end + 2 : end + 1
  }
  return records
}

function recordAt(text: string, start: number, delimiter: string) {
  let values = 1
  let at = start
  let isOpen = false
  for (; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') isOpen = !isOpen
    else if (isOpen) continue
    else if (character === '\n' || character === '\r') break
    else if (text.startsWith(delimiter, at)) values += 1
  }
  return { end: at, values, isOpen }
}

/** The stretch of a line by its number from 1. */
export function lineStretch(text: string, line: number): { readonly start: number; readonly end: number } {
  let start = 0
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf('\n', start)
    if (next === -1) break
    start = next + 1
  }
  const end = text.indexOf('\n', start)
  return { start, end: end === -1 ? text.length : end }
}
