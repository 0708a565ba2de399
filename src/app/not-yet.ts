import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Selected } from './select-nodes.ts'

/**
 * What is selected without the tests that need what is not there yet, of which the project's warnings tell. Throws
 * `ProjectError` where nothing else is selected.
 */
export function withoutTestsNotYet({ ids, warnings }: Selected, manifest: Manifest): Selected {
  const isLeftOut = (id: NodeId) => {
    const node = nodeOf(manifest, id)
    return node.type === 'test' && node.notYet !== undefined
  }
  const left = new Set([...ids].filter((id) => !isLeftOut(id)))
  if (left.size === 0 && ids.size > 0) throw new ProjectError([nothingElse(), ...warnings])
  return left.size === ids.size ? { ids, warnings } : { ids: left, warnings }
}

/** Of these nodes, those whose SQL can be known: neither they nor an ephemeral model in them need what is not there yet. */
export function compilable(ids: Iterable<NodeId>, manifest: Manifest): readonly NodeId[] {
  return [...ids].filter((id) => !needsMore(id, manifest))
}

function needsMore(id: NodeId, manifest: Manifest): boolean {
  const node = nodeOf(manifest, id)
  if (node.notYet !== undefined) return true
  return node.dependsOn.some((parent) => {
    const found = manifest.nodes.get(parent)
    return found?.type === 'model' && found.materialization === 'ephemeral' && needsMore(parent, manifest)
  })
}

function nothingElse(): Diagnostic {
  return {
    code: 'select/no-match',
    message: 'Nothing but tests that need what is not there yet is selected, so there is nothing to run.',
  }
}
