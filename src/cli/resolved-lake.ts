import { resolve } from 'node:path'

/** The address of a lake as it is typed in a folder. */
export function resolvedLake(address: string, folder: string): string {
  return /^[a-z0-9]+:\/\//i.test(address) ? address : resolve(folder, address)
}
