import type { JsonObject } from '../util/json.ts'

/** A column as a properties file describes it. */
export interface Column {
  readonly name: string
  readonly description: string
  /** Docs blocks in its description, by id; left out where there is none. */
  readonly docBlocks?: readonly string[]
  /** The declared type, as the author wrote it. */
  readonly dataType?: string
  readonly tags: readonly string[]
  readonly meta: JsonObject
}

/** A column as an engine reports it. */
export interface TypedColumn {
  readonly name: string
  /** The engine's spelling: `DECIMAL(15,2)`. */
  readonly type: string
}
