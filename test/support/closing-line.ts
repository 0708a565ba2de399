import type { Reporter, TestModule, TestSuite } from 'vitest/node'

/**
 * Ends the output of a run with `N passed, N failed` on a line of its own, for programs that count. A file or a suite
 * that fails before its tests do is a failure. Tests that did not run are named by their file, and counted.
 */
export function closingLine(write: (text: string) => void = (text) => process.stdout.write(text)): Reporter {
  return {
    onTestRunEnd(modules, unhandled, reason) {
      const skipped = modules.map((module) => ({ file: module.relativeModuleId, count: count(module, 'skipped') }))
      for (const { file, count } of skipped) if (count > 0) write(`Not run: ${count} of ${file}\n`)
      const passed = sum(modules.map((module) => count(module, 'passed')))
      const failed = sum(modules.map(failures)) + unhandled.length + (reason === 'interrupted' ? 1 : 0)
      const notRun = sum(skipped.map(({ count }) => count))
      write(`${passed} passed, ${failed} failed${notRun > 0 ? `, ${notRun} skipped` : ''}\n`)
    },
  }
}

function count(module: TestModule, state: 'passed' | 'failed' | 'skipped'): number {
  return [...module.children.allTests(state)].length
}

/** Failed tests, and what failed around them: the file itself, or what a suite does before and after its tests. */
function failures(module: TestModule): number {
  const around: readonly (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  return count(module, 'failed') + around.filter((part) => part.errors().length > 0).length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
