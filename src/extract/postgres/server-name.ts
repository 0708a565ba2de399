import type { Secret } from '../../util/secret.ts'

/** Where a server is, for people. */
export interface ServerName {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly dbname: string
  readonly password: Secret | undefined
}

/** `postgresql://user@host:5432/database`: no password. */
export function serverUrl({ host, port, user, dbname }: ServerName): string {
  const place = host.includes(':') ? `[${host}]` : host
  return `postgresql://${user}@${place}:${port}/${dbname}`
}
