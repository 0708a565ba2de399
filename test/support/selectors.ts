import { loadSelectors } from '../../src/project/load-selectors.ts'
import { defineSelectors } from '../../src/select/define-selectors.ts'
import type { NamedSelectors } from '../../src/select/selector.ts'
import { memoryFiles, render } from '../project/support.ts'

/** The selectors of a `selectors.yml`, and what is wrong with it. */
export async function selectorsOf(
  yaml: string,
  { isDbt = false }: { readonly isDbt?: boolean } = {},
): Promise<{ readonly selectors: NamedSelectors; readonly problems: readonly string[] }> {
  const problems: string[] = []
  const definitions = await loadSelectors(memoryFiles({ 'selectors.yml': yaml }), {
    isDbt,
    render: render(),
    report: ({ code, message }) => problems.push(`${code}: ${message}`),
  })
  const { selectors, diagnostics } = defineSelectors(definitions)
  return { selectors, problems: [...problems, ...diagnostics.map(({ code, message }) => `${code}: ${message}`)] }
}
