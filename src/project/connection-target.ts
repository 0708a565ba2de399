import { join } from 'node:path'
import { ignoredKey, missingKey } from './diagnostics.ts'
import type { ConnectionTarget } from './profile.ts'
import type { outputSchema } from './profile-schema.ts'
import { placeOf } from './read-value.ts'
import type { ValueOf } from './schema.ts'
import { absolute, filled, type TargetPlace } from './target-place.ts'
import { entryOf } from './yaml-node.ts'

type Connection = NonNullable<ValueOf<typeof outputSchema>['connections']>[string]
type Embedded = Extract<ConnectionTarget, { embedded: true }>

const ofServers = ['host', 'port', 'user', 'password', 'pass', 'dbname', 'database', 'sslmode', 'sslrootcert'] as const
const ofEmbedded = ['scale', 'folder'] as const

export function embeddedConnection(root: string): Embedded {
  return { type: 'postgres', embedded: true, scale: 0.01, folder: join(root, '.tpchmodel', 'postgres') }
}

/** A checked connection, complete. `name` is what messages call it. */
export function connectionOf(connection: Connection, name: string, place: TargetPlace): ConnectionTarget {
  const isEmbedded = connection.embedded === true
  reportUseless(isEmbedded ? ofServers : ofEmbedded, isEmbedded, place)
  if (isEmbedded) {
    const { scale, folder } = connection
    const byDefault = embeddedConnection(place.root)
    return {
      ...byDefault,
      ...(scale !== undefined && { scale }),
      ...(folder !== undefined && { folder: absolute(folder, place) }),
    }
  }
  const host = filled(connection.host) ?? 'localhost'
  const { sslrootcert, statement_timeout_seconds: statement, progress_timeout_seconds: progress = 60 } = connection
  return {
    type: 'postgres',
    embedded: false,
    host,
    port: connection.port ?? 5432,
    user: needed('user', connection, name, place),
    password: connection.password,
    dbname: needed('dbname', connection, name, place),
    sslmode: connection.sslmode ?? (isThisMachine(host) ? 'prefer' : 'verify-full'),
    sslrootcert: sslrootcert === undefined ? undefined : absolute(sslrootcert, place),
    schema: filled(connection.schema),
    statementTimeout: statement === undefined ? undefined : statement * 1000,
    progressTimeout: progress * 1000,
  }
}

function needed(key: 'user' | 'dbname', connection: Connection, name: string, { node, context }: TargetPlace): string {
  const value = filled(connection[key])
  if (value === undefined) context.report(missingKey(name, key, { location: placeOf(node, context) }))
  return value ?? ''
}

function reportUseless(keys: readonly string[], isEmbedded: boolean, place: TargetPlace): void {
  const reason = isEmbedded ? 'the embedded server needs none' : 'only an embedded server has it'
  for (const key of keys) {
    const entry = entryOf(place.node, key)
    if (entry === undefined) continue
    place.context.report(
      ignoredKey(key, reason, { file: place.context.file, start: entry.keyStart, end: entry.keyEnd }),
    )
  }
}

/** By a socket of this machine, nobody listens in on the way. */
function isThisMachine(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(host) || host.startsWith('/')
}
