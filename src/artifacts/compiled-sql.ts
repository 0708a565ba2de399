import { dirname, resolve } from 'node:path'
import type { CompiledNode } from '../compile/compiled-node.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Project } from '../project/project.ts'
import { compiledPath } from './compiled-path.ts'
import { makeFolder, writeText } from './write-file.ts'

/** Keeps the final SQL of nodes in the project's target folder, for people, editors and messages to point at. */
export interface CompiledWriter {
  /** Relative to the project's folder, with forward slashes; never leads out of the target folder. */
  pathOf(node: Node): string
  /** Throws `ProjectError` where the file cannot be written. */
  write(compiled: CompiledNode): Promise<void>
  /** What was written so far. */
  written(): ReadonlyMap<NodeId, CompiledNode>
}

export function compiledWriter(project: Pick<Project, 'root' | 'paths'>): CompiledWriter {
  const folders = new Map<string, Promise<void>>()
  const nodes = new Map<NodeId, CompiledNode>()

  const ready = (folder: string, path: string): Promise<void> => {
    const known = folders.get(folder) ?? makeFolder(folder, path)
    folders.set(folder, known)
    return known
  }

  return {
    pathOf: (node) => compiledPath(project, node),
    async write(compiled) {
      const path = compiledPath(project, compiled.node)
      const file = resolve(project.root, path)
      await ready(dirname(file), path)
      await writeText(file, compiled.sql, path)
      nodes.set(compiled.node.id, compiled)
    },
    written: () => nodes,
  }
}
