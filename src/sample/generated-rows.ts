import type { SampleRows } from './sample-rows.ts'

/** Rows at a scale, or why this machine cannot make them. */
export type GeneratedRows = { readonly rows: SampleRows } | { readonly missing: string }

const extension = 'tpch'

/**
 * TPC-H's rows at any scale, made by DuckDB's extension `tpch`, if it is installed on this machine for this version of
 * DuckDB. They are made on disk, so that a large scale needs no more memory than a small one.
 */
export async function generatedRows(scale: number): Promise<GeneratedRows> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`load ${extension}`)
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { missing: reason }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  return {
    rows: {
      async make(made) {
        await made.run(`load ${extension}`)
        await made.run(`call dbgen(sf = ${scale})`)
      },
      query: (table) => `select * from ${table}`,
    },
  }
}
