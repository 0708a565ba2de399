import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import * as app from '../../app/sql.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import type { CsvOptions } from '../../report/format-rows.ts'
import { formatShown } from '../../report/format-shown.ts'
import { rowsWriter } from '../../report/rows-writer.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { Json } from '../../util/json.ts'
import { systemReason } from '../../util/system-reason.ts'
import type { CommandInput } from '../command-input.ts'
import { checkCsvSafe } from '../csv-safe.ts'
import { readingOfFlags } from '../reading-of-flags.ts'
import { resolvedLake } from '../resolved-lake.ts'
import { sayMasked } from '../say-masked.ts'

/** Rows of a table for people, who would not read them all. */
const rowsAtOnce = 100

/** `sql`: asks what an environment shows. */
export async function sql(input: CommandInput): Promise<number> {
  const { flags, options, folder, written, warn, output } = input
  const format = formatOf(flags.output, flags.out)
  checkCsvSafe(flags, format)
  const { name, text: query } = await queryOf(input)
  written.set(name, query)
  const asked = {
    ...options,
    query,
    queryName: name,
    ...readingOfFlags(flags),
    ...(flags.from !== undefined && { lake: resolvedLake(flags.from, folder) }),
    ...(flags.limit !== undefined && { limit: flags.limit }),
  }
  if (format === 'parquet') {
    if (flags.out === undefined) throw usage('Parquet is written to a file.', 'Name it: --out result.parquet')
    const { rows, masked, warnings } = await app.sqlToParquet({ ...asked, file: resolve(folder, flags.out) })
    warn(warnings)
    sayMasked(masked, input)
    if (flags.quiet !== true) output.stderr.write(`Wrote ${rows} rows to ${flags.out}.\n`)
    return 0
  }
  const limit = flags.limit ?? (format === 'table' ? rowsAtOnce + 1 : undefined)
  return app.sql({ ...asked, ...(limit !== undefined && { limit }) }, async (answer) => {
    warn(answer.warnings)
    if (format !== 'table') sayMasked(answer.masked, input)
    const texts =
      format === 'table' ? tableOf(answer, input) : linesOf(answer, format, { safe: flags.csvSafe === true })
    if (flags.out === undefined) await print(texts, input)
    else await answer.withFile(resolve(folder, flags.out), (draft) => writeTo(draft, texts))
    return 0
  })
}

const formats = ['table', 'csv', 'json', 'jsonl', 'parquet'] as const
type Format = (typeof formats)[number]

const byEnding: Readonly<Record<string, Format>> = { '.ndjson': 'jsonl', '.txt': 'table' }

/** `--output`, else what the file's name ends in. `text` is dbt's word for a table. */
function formatOf(output: string | undefined, out: string | undefined): Format {
  if (output !== undefined) return formats.find((format) => format === output) ?? 'table'
  if (out === undefined) return 'table'
  const ending = extname(out).toLowerCase()
  const format = formats.find((known) => `.${known}` === ending) ?? byEnding[ending]
  if (format !== undefined) return format
  throw usage(
    `The name of "${out}" does not tell what is written to it.`,
    `Say it with --output: ${formats.join(', ')}.`,
  )
}

/** From the command line, a file, or standard input. */
async function queryOf({
  args,
  flags,
  folder,
}: CommandInput): Promise<{ readonly name: string; readonly text: string }> {
  const [given] = args
  if (given !== undefined && flags.file !== undefined) {
    throw usage('A query is given, and a file with another one.', 'Leave out one of the two.')
  }
  if (flags.file !== undefined) return { name: flags.file, text: checked(await readQuery(flags.file, folder)) }
  if (given !== undefined && given !== '-') return { name: '<query>', text: checked(given) }
  if (process.stdin.isTTY && given === undefined) {
    throw usage('There is no query.', 'Write it in quotes: tpchmodel sql "select * from gold.revenue"')
  }
  return { name: '<stdin>', text: checked(await text(process.stdin)) }
}

function checked(query: string): string {
  if (query.trim() === '') throw usage('The query is empty.', 'One SELECT is expected.')
  return query
}

async function readQuery(file: string, folder: string): Promise<string> {
  try {
    return (await readFile(resolve(folder, file), 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const reason = systemReason(error)
    if (reason === undefined) throw error
    throw usage(`"${file}" cannot be read: ${reason}.`, 'Name a file that holds one query.')
  }
}

async function* linesOf(
  { columns, batches }: app.Answer,
  format: 'csv' | 'json' | 'jsonl',
  options: CsvOptions,
): AsyncGenerator<string> {
  const writer = rowsWriter(format, columns, options)
  for await (const batch of batches) yield writer.rows(batch)
  yield writer.end()
}

async function* tableOf(
  { columns, batches, masked, failed, seconds }: app.Answer,
  { flags, output, environment }: CommandInput,
): AsyncGenerator<string> {
  const rows: (readonly Json[])[] = []
  for await (const batch of batches) rows.push(...batch)
  const isCut = flags.limit === undefined && rows.length > rowsAtOnce
  const shown = isCut ? rows.slice(0, rowsAtOnce) : rows
  const { width, ...terminal } = terminalOf(output.stdout, environment, { noColor: !flags.color })
  yield formatShown({ node: undefined, columns, rows: shown, masked, failed, seconds }, 'table', {
    ...terminal,
    width: flags.out === undefined ? width : () => undefined,
    all: flags.all ?? false,
    wide: flags.wide ?? false,
    formats: ['csv', 'json', 'parquet'],
  })
  if (isCut) yield `There are more: --limit ${rowsAtOnce * 10} shows more of them, --output csv all.\n`
}

async function print(texts: AsyncIterable<string>, { output, isUnread }: CommandInput): Promise<void> {
  for await (const part of texts) {
    if (isUnread()) return
    if (output.stdout.write(part) === false) await once(process.stdout, 'drain').catch(() => undefined)
  }
}

async function writeTo(file: string, texts: AsyncIterable<string>): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    for await (const part of texts) await handle.appendFile(part)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function usage(message: string, hint: string): ProjectError {
  return new ProjectError([{ code: 'cli/usage', message, hint }])
}
