import { readFileSync } from 'node:fs'

const { nodes, sources, errors } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
for (const { unique_id, metadata, columns, stats } of Object.values({ ...nodes, ...sources })) {
  const typed = Object.values(columns).map(({ name, type }) => `${name} ${type}`)
  console.log(`${unique_id}: ${metadata.type}, ${typed.join(', ')}${stats.num_rows ? `; rows ${stats.num_rows.value}` : ''}`)
}
console.log('errors:', errors)
