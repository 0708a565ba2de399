// Runs the statements of a JSON file one after the other in one DuckDB process: what a build costs by hand.
// usage: node raw-run.mjs FILE, which holds {"path": ":memory:", "statements": ["…"]}
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const { path, statements } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const instance = await DuckDBInstance.create(path, { preserve_insertion_order: 'true' })
const connection = await instance.connect()
for (const sql of statements) await connection.runAndReadAll(sql)
connection.closeSync()
instance.closeSync()
