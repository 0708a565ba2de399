import { missingKey, wrongValue } from './diagnostics.ts'
import type { ConnectionTarget } from './profile.ts'
import type { Connection } from './profile-schema.ts'
import { placeOf } from './read-value.ts'
import { absolute, filled, placeOfKey, type TargetPlace } from './target-place.ts'

type Encryption = Pick<
  Extract<ConnectionTarget, { embedded: false }>,
  'sslmode' | 'sslrootcert' | 'sslcert' | 'sslkey' | 'sslpassword' | 'sslnegotiation' | 'channelBinding'
>

/** A place, and what messages call the connection that stands there. */
type NamedPlace = TargetPlace & { readonly name: string }

/** How a connection to the host is encrypted. Reports keys that do not go together. */
export function encryptionOf(connection: Connection, host: string, place: NamedPlace): Encryption {
  const { sslpassword, sslnegotiation, channel_binding: channelBinding } = connection
  const usesSystem = connection.sslrootcert === 'system'
  const sslmode = connection.sslmode ?? (isThisMachine(host) && !usesSystem ? 'prefer' : 'verify-full')
  if (usesSystem) checkSystem(sslmode, place)
  if (sslnegotiation === 'direct') checkDirect(sslmode, place)
  const [sslcert, sslkey] = [fileOf(connection.sslcert, place), fileOf(connection.sslkey, place)]
  if ((sslcert === undefined) !== (sslkey === undefined)) {
    const missing = sslcert === undefined ? 'sslcert' : 'sslkey'
    place.context.report(missingKey(place.name, missing, { location: placeOf(place.node, place.context) }))
  }
  const sslrootcert = usesSystem ? 'system' : fileOf(connection.sslrootcert, place)
  return { sslmode, sslrootcert, sslcert, sslkey, sslpassword, sslnegotiation, channelBinding }
}

function fileOf(path: string | undefined, place: TargetPlace): string | undefined {
  const given = filled(path)
  return given === undefined ? undefined : absolute(given, place)
}

/** Anyone may have a certificate of a public authority, so that the name in it has to be asked for. */
function checkSystem(sslmode: Encryption['sslmode'], place: NamedPlace): void {
  if (sslmode === 'verify-full' || sslmode === 'disable') return
  const problem = `is "${sslmode}", with which "sslrootcert: system" would trust whoever has a certificate of a public authority`
  const location = placeOfKey('sslmode', place)
  place.context.report(wrongValue('"sslmode"', problem, { location, hint: 'Write "sslmode: verify-full".' }))
}

function checkDirect(sslmode: Encryption['sslmode'], place: NamedPlace): void {
  if (sslmode !== 'prefer' && sslmode !== 'disable') return
  const problem = `is "${sslmode}", with which "sslnegotiation: direct" cannot begin`
  const hint = 'Write "sslmode: verify-full", or "require" at least.'
  place.context.report(wrongValue('"sslmode"', problem, { location: placeOfKey('sslmode', place), hint }))
}

/** By a socket of this machine, nobody listens in on the way. */
function isThisMachine(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(host) || host.startsWith('/')
}
