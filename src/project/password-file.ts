import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../util/secret.ts'
import type { Environment } from './env-file.ts'

/** What a password is for. */
export interface PasswordOwner {
  readonly host: string
  readonly port: number
  readonly dbname: string
  readonly user: string
}

/** A password of libpq's file, or why the file is not used. */
export type FoundPassword = { readonly password: Secret | undefined } | { readonly open: string }

/** Looks into the file that `PGPASSFILE` names, else into `.pgpass` of the home folder, by libpq's rules. */
export function filePassword(owner: PasswordOwner, environment: Environment, home: string): FoundPassword {
  const byDefault =
    process.platform === 'win32'
      ? join(environment['APPDATA'] ?? home, 'postgresql', 'pgpass.conf')
      : join(home, '.pgpass')
  const path = environment['PGPASSFILE'] ?? byDefault
  if (!existsSync(path) || !statSync(path).isFile()) return { password: undefined }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return { open: path }
  const found = passwordIn(readFileSync(path, 'utf8'), owner)
  return { password: found === undefined ? undefined : new Secret(found) }
}

/** The password of the first line that fits: `host:port:database:user:password`, where `*` is anything and `\` escapes. */
export function passwordIn(text: string, { host, port, dbname, user }: PasswordOwner): string | undefined {
  // A socket of the usual folder is localhost's.
  const hosts = ['/tmp', '/run/postgresql', '/var/run/postgresql'].includes(host) ? [host, 'localhost'] : [host]
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const [lineHost = '', linePort = '', lineDatabase = '', lineUser = '', password] = fieldsOf(line)
    const fits = (field: string, values: readonly string[]) => field === '*' || values.includes(unescaped(field))
    const isIt = fits(lineHost, hosts) && fits(linePort, [String(port)]) && fits(lineDatabase, [dbname])
    if (password !== undefined && isIt && fits(lineUser, [user])) return unescaped(password)
  }
  return undefined
}

function fieldsOf(line: string): readonly string[] {
  const found = [...line.matchAll(/((?:[^:\\]|\\.)*)(:|$)/g)]
  const last = found.findIndex(([, , end]) => end === '')
  return found.slice(0, last + 1).map(([, field = '']) => field)
}

function unescaped(field: string): string {
  return field.replaceAll(/\\(.)/g, '$1')
}
