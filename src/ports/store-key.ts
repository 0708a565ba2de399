/** Names of a store's own unfinished files begin like this; no key has a part that does. */
export const temporaryPrefix = '.tmp-'

/**
 * What is wrong with a key, or undefined when every store can keep an object under it. The project's names are checked
 * long before they become a part of a key, so a wrong key is a bug.
 */
export function keyProblem(key: string): string | undefined {
  if (/\p{Surrogate}/u.test(key)) return 'has half of a surrogate pair'
  if (key.includes('\\')) return 'has a backslash'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
  if (/[\u0000-\u001f\u007f-\u009f]/.test(key)) return 'has a control character'
  for (const part of key.split('/')) {
    if (part === '') return 'has an empty part'
    if (part === '.' || part === '..') return `has the part "${part}"`
    if (part.startsWith(temporaryPrefix)) return `has a part that begins with "${temporaryPrefix}"`
  }
  return undefined
}

/** Throws for a key that no store can keep. */
export function assertStoreKey(key: string): void {
  const problem = keyProblem(key)
  if (problem !== undefined) throw new Error(`Internal error: the store key ${JSON.stringify(key)} ${problem}.`)
}
