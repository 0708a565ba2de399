import { readFileSync } from 'node:fs'

/**
 * Tells this build of the program apart from every other: another one may find out something else about the same files.
 * Undefined for a program that runs from its sources, which may change under the same name.
 */
export function programId(): string | undefined {
  try {
    const build = readFileSync(new URL('../build-id', import.meta.url), 'utf8')
    return `${build.trim()} ${process.version} ${process.platform}`
  } catch {
    return undefined
  }
}
