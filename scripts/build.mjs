// Compiles src/ to dist/. The folder is put in place whole, so that nothing stale ships and a running program keeps its files.
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs'
import { bundle } from './bundle.mjs'
import { node } from './processes.mjs'

const [made, old] = [`dist.${process.pid}`, `dist.${process.pid}.old`]
try {
  process.exitCode = node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', made)
  if (process.exitCode === 0) {
    await bundle(made)
    chmodSync(`${made}/cli/main.cjs`, 0o755)
    if (existsSync('dist')) renameSync('dist', old)
    renameSync(made, 'dist')
  }
} finally {
  for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true })
}
