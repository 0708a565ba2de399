import type { Location } from '../diagnostics/location.ts'

/** Markdown that descriptions put in by its name: a `{% docs %}` block. */
export interface DocsBlock {
  /** `doc.<package>.<name>` */
  readonly id: string
  readonly name: string
  readonly packageName: string
  readonly path: string
  /** The folder of `docs-paths` or its like that it was found in. */
  readonly folder: string
  /** Its first tag. */
  readonly location: Location
  /** Rendered, without the space around it. */
  readonly text: string
}
