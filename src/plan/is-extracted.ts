import type { SourceNode } from '../manifest/node.ts'

/** Whether a source is streamed from its connection; files and tables of the target's own database are read in place. */
export function isExtracted({ externalLocation, connection, relation }: SourceNode): boolean {
  return externalLocation === undefined && (connection !== undefined || relation.catalog === undefined)
}
