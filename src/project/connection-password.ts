import { isAbsolute } from 'node:path'
import { Secret } from '../util/secret.ts'
import { ignoredKey } from './diagnostics.ts'
import { filePassword, type PasswordOwner } from './password-file.ts'
import { commandOfProject, openPasswordFile } from './profile-diagnostics.ts'
import type { Connection } from './profile-schema.ts'
import { filled, placeOfKey, type TargetPlace } from './target-place.ts'

/**
 * The password of a connection, or the command that prints it: the profile's, else that of `PGPASSWORD`, else that of
 * libpq's file.
 */
export function passwordOf(
  { password, password_command }: Connection,
  owner: PasswordOwner,
  place: TargetPlace,
): { readonly password: Secret | undefined; readonly passwordCommand?: string } {
  const { environment, home, context } = place
  const passwordCommand = filled(password_command)
  const location = placeOfKey('password_command', place)
  if (passwordCommand !== undefined && isOfProject(context.file)) context.report(commandOfProject(location))
  if (password !== undefined) {
    if (passwordCommand !== undefined) context.report(ignoredKey('password_command', 'there is a "password"', location))
    return { password }
  }
  if (passwordCommand !== undefined) return { password: undefined, passwordCommand }
  const given = filled(environment['PGPASSWORD'])
  if (given !== undefined) return { password: new Secret(given) }
  const found = filePassword(owner, environment, home)
  if ('password' in found) return found
  context.report(openPasswordFile(found.open))
  return { password: undefined }
}

/** Whether whoever wrote the project wrote the profile too. */
function isOfProject(file: string): boolean {
  return !file.startsWith('../') && !isAbsolute(file)
}
