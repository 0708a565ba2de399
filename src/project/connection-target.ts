import { join } from 'node:path'
import { encryptionOf } from './connection-encryption.ts'
import { passwordOf } from './connection-password.ts'
import { readConnectionUrl } from './connection-url.ts'
import { ignoredKey, missingKey, wrongValue } from './diagnostics.ts'
import type { ConnectionTarget } from './profile.ts'
import type { Connection } from './profile-schema.ts'
import { placeOf } from './read-value.ts'
import { absolute, filled, placeOfKey, type TargetPlace } from './target-place.ts'
import { entryOf } from './yaml-node.ts'

type Embedded = Extract<ConnectionTarget, { embedded: true }>

const ofServers = [
  ...['url', 'host', 'port', 'user', 'password', 'pass', 'password_command', 'dbname', 'database', 'sslmode'],
  ...['sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation', 'channel_binding', 'extraction'],
]
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
  return serverOf(withUrl(connection, place), name, place)
}

function serverOf(connection: Connection, name: string, place: TargetPlace): ConnectionTarget {
  const host = filled(connection.host) ?? 'localhost'
  const { statement_timeout_seconds: statement, progress_timeout_seconds: progress = 60, port = 5432 } = connection
  const user = needed('user', connection, name, place)
  const dbname = needed('dbname', connection, name, place)
  return {
    type: 'postgres',
    embedded: false,
    host,
    port,
    user,
    ...passwordOf(connection, { host, port, dbname, user }, place),
    dbname,
    ...encryptionOf(connection, host, { ...place, name }),
    schema: filled(connection.schema),
    extraction: connection.extraction ?? 'auto',
    statementTimeout: statement === undefined ? undefined : statement * 1000,
    progressTimeout: progress * 1000,
  }
}

/** The connection, completed by what its URL says. */
function withUrl(connection: Connection, place: TargetPlace): Connection {
  const { url, ...others } = connection
  // What a URL that cannot be read may lack is not told on top of that.
  const unread = { user: '-', dbname: '-', ...others }
  if (url === undefined) return entryOf(place.node, 'url') === undefined ? others : unread
  if (url.reveal() === '') return others
  const location = placeOfKey('url', place)
  const read = readConnectionUrl(url)
  if ('problem' in read) {
    place.context.report(wrongValue('"url"', read.problem, { location }))
    return unread
  }
  for (const option of read.unused) {
    place.context.report(ignoredKey(option, 'it makes no difference to what is read', location))
  }
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined && value !== ''))
  return { ...others, ...read.keys, ...given }
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
