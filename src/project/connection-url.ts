import { Secret } from '../util/secret.ts'
import { type Connection, channelBindings, sslModes, sslNegotiations } from './profile-schema.ts'

type UrlKeys = Partial<
  Pick<
    Connection,
    | 'host'
    | 'port'
    | 'user'
    | 'password'
    | 'dbname'
    | 'sslmode'
    | 'sslrootcert'
    | 'sslcert'
    | 'sslkey'
    | 'sslpassword'
    | 'sslnegotiation'
    | 'channel_binding'
  >
>

/** What a URL of PostgreSQL says, in the keys of a connection; or what is wrong with it, without its text. */
export type ReadUrl = { readonly keys: UrlKeys; readonly unused: readonly string[] } | { readonly problem: string }

/** Each key from its text; undefined where the text is none of its values. */
const readers: Readonly<Record<string, (text: string) => UrlKeys | undefined>> = {
  host: (host) => ({ host }),
  port: (port) => (/^\d+$/.test(port) ? { port: Number(port) } : undefined),
  user: (user) => ({ user }),
  password: (password) => ({ password: new Secret(password) }),
  dbname: (dbname) => ({ dbname }),
  sslmode: (text) => worded(sslModes, text, (sslmode) => ({ sslmode })),
  sslrootcert: (sslrootcert) => ({ sslrootcert }),
  sslcert: (sslcert) => ({ sslcert }),
  sslkey: (sslkey) => ({ sslkey }),
  sslpassword: (sslpassword) => ({ sslpassword: new Secret(sslpassword) }),
  sslnegotiation: (text) => worded(sslNegotiations, text, (sslnegotiation) => ({ sslnegotiation })),
  channel_binding: (text) => worded(channelBindings, text, (channel_binding) => ({ channel_binding })),
}

/** Options of libpq that make no difference here. */
const unused: ReadonlySet<string> = new Set([
  ...['application_name', 'connect_timeout', 'fallback_application_name', 'gssencmode', 'keepalives'],
  'target_session_attrs',
])

const formProblem =
  'is not of the form postgresql://user:password@host:5432/database, with %40 for @, %2F for / and %3F for ? in a password'

const form = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?(\[[^\]]*\]|[^:/?,]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/

/** `postgresql://user:password@host:5432/database?sslmode=verify-full` */
export function readConnectionUrl(url: Secret): ReadUrl {
  const parts = form.exec(url.reveal())
  if (parts === null) return { problem: formProblem }
  const [, login = '', host = '', port = '', dbname = '', query = ''] = parts
  const [user = '', ...password] = login.split(':')
  const written = [
    ...Object.entries({ user, password: password.join(':'), host: host.replace(/^\[(.*)\]$/, '$1'), port, dbname }),
    ...query.split('&').map((part) => [part.split('=', 1)[0] ?? '', part.slice(part.indexOf('=') + 1)] as const),
  ].filter(([name, value]) => name !== '' && value !== '')
  let keys: UrlKeys = {}
  for (const [name, value] of written.filter(([option]) => !unused.has(option))) {
    const text = decoded(value)
    const read = text === undefined ? undefined : readers[name]?.(text)
    // A password with a sign that has a meaning in a URL looks like an option, or a database: it is not repeated.
    if (!/^[a-z_]+$/.test(name) || (name === 'dbname' && value.includes('@'))) return { problem: formProblem }
    if (!Object.hasOwn(readers, name)) return { problem: `has the option "${name}", which is not known` }
    if (read === undefined) return { problem: `has a value of "${name}" that is not understood` }
    keys = { ...keys, ...read }
  }
  return { keys, unused: written.map(([name]) => name).filter((name) => unused.has(name)) }
}

/** The password in a URL, as it is and as it is written there. */
export function urlPasswords(text: string): readonly Secret[] {
  const [, written = ''] = /^postgres(?:ql)?:\/\/[^:@/?]*:([^@/?]*)@/.exec(text) ?? []
  return [...new Set([written, decoded(written) ?? ''])].filter((each) => each !== '').map((each) => new Secret(each))
}

function worded<W extends string>(words: readonly W[], text: string, keyOf: (word: W) => UrlKeys): UrlKeys | undefined {
  const word = words.find((each) => each === text)
  return word === undefined ? undefined : keyOf(word)
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
