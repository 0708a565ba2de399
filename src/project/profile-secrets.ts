import { Secret } from '../util/secret.ts'
import { urlPasswords } from './connection-url.ts'
import type { Target } from './profile.ts'
import type { YamlNode } from './yaml-node.ts'

/** Keys of a profile whose values are nobody's business. */
export const credentialKey = /^(?:pass|password|sslpassword|.*secret.*|.*token.*|.*access_key.*)$/i

/** Credentials that stand in a file as they are, not as a template, by the path of their keys: `shop.outputs.dev…`. */
export function literalSecrets(
  node: YamlNode | undefined,
  path: readonly string[] = [],
): ReadonlyMap<string, readonly Secret[]> {
  if (node?.type === 'list') return new Map(node.items.flatMap((item) => [...literalSecrets(item, path)]))
  if (node?.type !== 'map') return new Map()
  return new Map(
    node.entries.flatMap(({ key, value }): (readonly [string, readonly Secret[]])[] => {
      const inside = [...path, key]
      const isLiteral = value.type === 'scalar' && value.text !== '' && !value.text.includes('{{')
      if (!isLiteral) return [...literalSecrets(value, inside)]
      if (credentialKey.test(key)) return [[inside.join('.'), [new Secret(value.text)]]]
      const inUrl = urlPasswords(value.text)
      return inUrl.length > 0 ? [[inside.join('.'), inUrl]] : []
    }),
  )
}

/** Every credential of a target. */
export function targetSecrets({ lake, connections }: Target): readonly Secret[] {
  const keys = lake?.type === 's3' ? lake.credentials : undefined
  const ofLake = [keys?.accessKeyId, keys?.secretAccessKey, keys?.sessionToken]
  const ofConnections = [...connections.values()].flatMap((connection) =>
    connection.embedded ? [] : [connection.password, connection.sslpassword],
  )
  return [...ofLake, ...ofConnections].filter((secret) => secret !== undefined)
}
