import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Flags } from './flags.ts'

/** `format`: what is printed. Throws `ProjectError` where `--csv-safe` would do nothing. */
export function checkCsvSafe({ csvSafe }: Pick<Flags, 'csvSafe'>, format: string): void {
  if (csvSafe !== true || format === 'csv') return
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: `"--csv-safe" is about CSV, and the result is ${format}.`,
      hint: 'Add --output csv.',
    },
  ])
}
