import { join, resolve } from 'node:path'
import type { Location } from '../diagnostics/location.ts'
import type { Environment } from './env-file.ts'
import { placeOf } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import { entryOf, type YamlNode } from './yaml-node.ts'

/** Where a target stands, for paths that are relative and for what is reported. */
export interface TargetPlace {
  /** The project's folder. */
  readonly root: string
  /** What `~/` stands for. */
  readonly home: string
  readonly environment: Environment
  /** The part of the profile that is looked at. */
  readonly node: YamlNode
  readonly context: ReadContext
}

/** The place of the value of a key; of the whole part without it. */
export function placeOfKey(key: string, { node, context }: TargetPlace): Location {
  return placeOf(entryOf(node, key)?.value ?? node, context)
}

/** A path of the profile as an absolute one. */
export function absolute(path: string, { root, home }: Pick<TargetPlace, 'root' | 'home'>): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(root, path)
}

/** An environment variable that is empty says nothing. */
export function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
