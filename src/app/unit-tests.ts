import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { UnitTestNode } from '../manifest/node.ts'
import type { Selected } from './select-nodes.ts'

/**
 * What is selected without its unit tests, which no run does yet: a warning names them. Throws `ProjectError` where
 * nothing else is selected.
 */
export function withoutUnitTests({ ids, warnings }: Selected, manifest: Manifest): Selected {
  const tests = [...ids].map((id) => nodeOf(manifest, id)).filter((node) => node.type === 'unit_test')
  const [first] = tests
  if (first === undefined) return { ids, warnings }
  const left = new Set([...ids].filter((id) => manifest.nodes.get(id)?.type !== 'unit_test'))
  const skipped = notRun([first, ...tests.slice(1)])
  if (left.size === 0) throw new ProjectError([nothingElse(), skipped, ...warnings])
  return { ids: left, warnings: [...warnings, skipped] }
}

function notRun(tests: readonly [UnitTestNode, ...UnitTestNode[]]): Diagnostic {
  const shown = tests.slice(0, 5).map(({ name }) => `"${name}"`)
  const others = tests.length - shown.length
  const names = [...shown, ...(others > 0 ? [`${others} more`] : [])]
  const list = names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const subject = tests.length === 1 ? `The unit test ${list} is` : `The unit tests ${list} are`
  return {
    code: 'plan/unit-tests-not-run',
    message: `${subject} selected, and this version of tpchmodel does not run unit tests.`,
    location: tests[0].location,
    hint: 'Leave them out with: --exclude test_type:unit',
  }
}

function nothingElse(): Diagnostic {
  return { code: 'select/no-match', message: 'Nothing but unit tests is selected, so there is nothing to run.' }
}
