export interface TestServer {
  readonly name: string
  /** What is not tested without it, for people. */
  readonly usedBy: string
  /** Where it is; undefined when it is not on this machine. */
  readonly find: () => string | undefined
  /** Installs it if this machine lets us; does nothing where it does not. Throws when an installation fails. */
  readonly install: () => void
}

export const testServers: readonly TestServer[]
export function findPostgres(): string | undefined
export function findPgBouncer(): string | undefined
export function findPostgresVersion(version: 17 | 18): string | undefined
export function findWeed(): string | undefined
export function findArtifactReaders(): string | undefined
export function findTpchExtension(): string | undefined
export function findHttpfsExtension(): string | undefined
export function findPostgresExtension(): string | undefined
export function extensionPlace(folder: string, name: string): string
export function findYamlLanguageServer(): string | undefined
export function findDbt(): string | undefined
export function findProgram(name: string): string | undefined
