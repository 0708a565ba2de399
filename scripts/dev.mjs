// Compiles what changed, and runs the program: npm run dev -- build --select gold+
import { node } from './processes.mjs'

const incremental = ['--outDir', 'dist.dev', '--incremental', '--tsBuildInfoFile', 'dist.dev/.tsbuildinfo']
const compiled = node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...incremental)
process.exitCode = compiled === 0 ? node('dist.dev/cli/main.cjs', ...process.argv.slice(2)) : compiled
