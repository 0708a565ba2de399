import type { Surroundings } from '../context/dbt-scope.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Template } from '../jinja/template.ts'
import type { ModelVersion } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { ColumnProperties, NodeProperties } from '../project/properties.ts'
import type { Describe } from './describe.ts'
import type { FileWork } from './recall.ts'

/** What every part of parsing reads and adds to. */
export interface ParseContext {
  readonly project: Project
  readonly target: Target
  readonly surroundings: Surroundings
  /** Texts of files by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly templates: Map<NodeId, Template>
  report(diagnostic: Diagnostic): void
  /** Renders what a properties file says of something. */
  readonly describe: Describe
  /** What a file gives, of an earlier parsing where that is still good. */
  recall<T>(work: FileWork<T>): T
}

/** What a properties file says of a node, and which file. */
export interface Patch {
  readonly file: string
  readonly properties: NodeProperties
  /** Of a model with versions: which of them the file is. */
  readonly version?: ModelVersion
}

/** Columns of a properties file as a manifest has them. */
export function columnsOf(columns: readonly ColumnProperties[], { describe }: Pick<ParseContext, 'describe'>) {
  return columns.map(({ name, description, dataType, tags, meta }) => ({
    name,
    ...describe(description),
    ...(dataType !== undefined && { dataType }),
    tags,
    meta,
  }))
}

/** The name of the relations' database: only a target with a database file has one that SQL must name. */
export function catalogOf(
  { lake, path, database }: Pick<Target, 'lake' | 'path' | 'database'>,
  inDatabase: boolean,
): string | undefined {
  return path !== ':memory:' && (lake === undefined || inDatabase) ? database : undefined
}
