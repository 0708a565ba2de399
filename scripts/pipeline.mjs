// Installs, compiles and runs the TPC-H pipeline: npm run pipeline, or with arguments of `tpchmodel build` behind `--`.
import { install } from './install.mjs'
import { node } from './processes.mjs'

const given = process.argv.slice(2)
const views = ['finance_dashboard_view', 'marketing_dashboard_view']
const next = [
  ['npx tpchmodel ls --output tree', 'what there is, layer by layer'],
  ['npx tpchmodel show -s finance_monthly_view', 'the first rows of any model'],
  ['npx tpchmodel build -s gold+', 'the gold layer again, and all that is built from it'],
]

process.exitCode =
  install() || node('scripts/build.mjs') || node('dist/cli/main.cjs', 'build', ...given) || showResults()

function showResults() {
  for (const view of views) {
    console.log()
    const exitCode = node('dist/cli/main.cjs', 'show', '--select', view, '--limit', '3', ...targetOf(given))
    if (exitCode !== 0) return exitCode
  }
  console.log('\nNext:')
  for (const [command, purpose] of next) console.log(`  ${command.padEnd(44)}${purpose}`)
  return 0
}

/** The part of the arguments that says where the tables are. */
function targetOf(args) {
  return args.flatMap((arg, index) => {
    if (/^(?:--target|--profile|--profiles-dir)=/.test(arg)) return [arg]
    return /^(?:-t|--target|--profile|--profiles-dir)$/.test(arg) ? args.slice(index, index + 2) : []
  })
}
