// Compiles what changed, and runs the program: npm run dev -- build --select gold+
import { node } from './processes.mjs'

const incremental = ['--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo']
const compiled = node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...incremental)
process.exitCode = compiled === 0 ? node('dist/cli/main.cjs', ...process.argv.slice(2)) : compiled
