import { createRequire } from 'node:module'

type Yaml = typeof import('yaml')

const load = createRequire(import.meta.url)
let library: Yaml | undefined

/** The library for YAML of every kind. Most files are read without it, and loading it takes longer than reading them. */
export function yamlLibrary(): Yaml {
  // The module of this name has this type.
  library ??= load('yaml') as Yaml
  return library
}
