// What knowing a project costs at least when nothing changed: looks at every file, and reads a manifest of it all.
// usage: node warm-floor.mjs PROJECT, after `tpchmodel parse`
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const project = process.argv[2]
const folder = join(project, 'models')
const files = readdirSync(folder, { recursive: true })
const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
const { nodes } = JSON.parse(readFileSync(join(project, 'target/manifest.json'), 'utf8'))
console.log(`${files.length} files of ${bytes} bytes, ${Object.keys(nodes).length} nodes`)
