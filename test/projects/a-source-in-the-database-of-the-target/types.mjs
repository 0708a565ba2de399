import { readFileSync } from 'node:fs'

const { nodes, sources } = JSON.parse(readFileSync('target/catalog.json', 'utf8'))
for (const { unique_id, metadata, columns } of Object.values({ ...nodes, ...sources })) {
  const { database, schema, name, type } = metadata
  console.log(`${unique_id}: ${type} ${database}.${schema}.${name}, ${JSON.stringify(columns)}`)
}
