import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { ProjectError } from '../../src/diagnostics/diagnostic.ts'
import { duckdbDialect } from '../../src/dialects/duckdb.ts'
import type { Node } from '../../src/manifest/node.ts'
import { type ParsedProject, type ParseResult, parseProject } from '../../src/parse/parse-project.ts'
import { readTexts } from '../../src/parse/read-texts.ts'
import type { ParseMemory } from '../../src/parse/recall.ts'
import type { Environment } from '../../src/project/env-file.ts'
import { loadProject } from '../../src/project/load-project.ts'
import { listSourceFiles } from '../../src/project/source-files.ts'
import { embeddedTarget } from '../../src/project/target.ts'
import { memoryFiles, render } from '../project/support.ts'

type Files = Readonly<Record<string, string>>

const defaults: Files = { 'project.yml': 'name: shop\nlayers: [bronze, silver, gold, interface]\n' }

/**
 * Parses a project of files in memory; its target has a lake. Without a project file it is that of the rig. `memory` is of
 * an earlier parsing.
 */
export async function parseFiles(
  given: Files,
  { memory = new Map(), environment = {} }: { readonly memory?: ParseMemory; readonly environment?: Environment } = {},
): Promise<ParseResult> {
  const files = memoryFiles({ ...defaults, ...given })
  const root = '/shop'
  const loaded = await loadProject({ root, files, render: render() })
  if (!loaded.ok) throw new ProjectError(loaded.diagnostics)
  const { project } = loaded
  const target = embeddedTarget(root, project.profile)
  const listed = await listSourceFiles(project, files)
  return parseProject({
    project,
    target,
    sourceFiles: listed.files,
    texts: await readTexts(listed.files, files),
    render: () => render(),
    surroundings: (library) => ({
      projectName: project.name,
      projectRoot: root,
      variables: project.vars,
      environment,
      envVars: { credentials: 'refused', allowed: [] },
      target: target.visible,
      dialect: duckdbDialect,
      library,
      packages: project.packages,
      guarded: true,
      invocationId: '00000000-0000-0000-0000-000000000000',
      startedAt: new Date(0),
      fullRefresh: false,
    }),
    memory,
  })
}

/** A project without mistakes. */
export async function parsedFiles(given: Files): Promise<ParsedProject> {
  const result = await parseFiles(given)
  if (!result.ok) throw new ProjectError(result.diagnostics)
  return result.parsed
}

/** What is wrong with a project, each as `code: message`. */
export async function problemsOf(given: Files): Promise<readonly string[]> {
  const result = await parseFiles(given)
  const diagnostics: readonly Diagnostic[] = result.ok ? result.warnings : result.diagnostics
  return diagnostics.map(({ code, message }) => `${code}: ${message}`)
}

/** The node of a name. */
export function nodeNamed({ manifest }: ParsedProject, name: string): Node {
  const found = [...manifest.nodes.values()].find((node) => node.name === name)
  if (found === undefined) throw new Error(`No node is named ${name}.`)
  return found
}
