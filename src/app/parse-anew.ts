import { yamlRender } from '../context/yaml-scope.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { findCycles } from '../graph/find-cycles.ts'
import { keptProject } from '../parse/kept-project.ts'
import { type ParsedProject, type ParseResult, parseProject } from '../parse/parse-project.ts'
import { referencePlace } from '../parse/reference-place.ts'
import type { ParseCache, ParsingInput } from './parse-cache.ts'

/** Parses what the cache does not know, and tells it. */
export function parseAnew(input: ParsingInput, cache: ParseCache | undefined): ParseResult {
  const { settings, sourceFiles, texts, surroundings } = input
  const { project, target, environment } = settings
  const result = parseProject({
    project,
    target,
    sourceFiles,
    texts,
    render: (onRead) =>
      yamlRender({
        environment,
        envVars: { credentials: 'refused', allowed: project.allowedEnvVars },
        variables: project.vars,
        target: target.visible,
        onRead,
      }),
    surroundings,
    ...(cache !== undefined && { memory: cache.memory() }),
  })
  const { memory } = result
  cache?.keepMemory(memory)
  if (!result.ok) return result
  const diagnostics = cycles(result.parsed)
  if (diagnostics.length > 0) return { ok: false, diagnostics, memory }
  const { parsed, warnings, reads } = result
  const kept = reads && keptProject(parsed, texts.texts)
  if (reads !== undefined && kept !== undefined) cache?.keepWhole({ project: kept, warnings, reads })
  return result
}

function cycles({ manifest, templates }: ParsedProject): readonly Diagnostic[] {
  return findCycles(manifest, (from, to) => referencePlace(templates.get(from.id), to.name))
}
