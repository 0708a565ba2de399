import { Secret } from '../util/secret.ts'
import type { Target } from './profile.ts'
import type { YamlNode } from './yaml-node.ts'

/** Keys of a profile whose values are nobody's business. */
export const credentialKey = /^(?:pass|password|.*secret.*|.*token.*|.*access_key.*)$/i

/** Credentials that stand in a file as they are, not as a template, by the path of their keys: `shop.outputs.dev…`. */
export function literalSecrets(node: YamlNode | undefined, path: readonly string[] = []): ReadonlyMap<string, Secret> {
  if (node?.type === 'list') return new Map(node.items.flatMap((item) => [...literalSecrets(item, path)]))
  if (node?.type !== 'map') return new Map()
  return new Map(
    node.entries.flatMap(({ key, value }): (readonly [string, Secret])[] => {
      const inside = [...path, key]
      const isLiteral = value.type === 'scalar' && value.text !== '' && !value.text.includes('{{')
      if (!isLiteral) return [...literalSecrets(value, inside)]
      return credentialKey.test(key) ? [[inside.join('.'), new Secret(value.text)]] : []
    }),
  )
}

/** Every credential of a target. */
export function targetSecrets({ lake, connections }: Target): readonly Secret[] {
  const ofLake = lake?.type === 's3' ? [lake.accessKeyId, lake.secretAccessKey] : []
  const ofConnections = [...connections.values()].map((connection) =>
    connection.embedded ? undefined : connection.password,
  )
  return [...ofLake, ...ofConnections].filter((secret) => secret !== undefined)
}
