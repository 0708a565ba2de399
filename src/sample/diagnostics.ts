import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { bundledScale } from './sample-files.ts'

export function tablesThere(schema: string, tables: readonly string[]): Diagnostic {
  const names = tables.map((name) => `"${name}"`).join(', ')
  const what = tables.length === 1 ? 'a table of TPC-H' : 'tables of TPC-H'
  return {
    code: 'sample/not-loaded',
    message: `The schema "${schema}" has ${what} already: ${names}. Nothing was changed.`,
    hint: 'Load with --replace, which removes them and their rows first, or into another schema with --schema.',
  }
}

/** What a server or DuckDB says that stops it. */
export function notLoaded(reason: string): Diagnostic {
  return { code: 'sample/not-loaded', message: `${reason.trim().replace(/\.?$/, '.')} Nothing was changed.` }
}

export function smallerScale(wanted: number, reason: string): Diagnostic {
  return {
    code: 'sample/smaller-scale',
    message: `Scale ${wanted} is made by DuckDB's extension "tpch", which cannot be loaded here, so the rows of scale ${bundledScale} that come with the package are loaded. DuckDB says: ${reason}`,
    hint: 'Install it once for this version of DuckDB, for example with "install tpch" in its own shell, and load again.',
  }
}
