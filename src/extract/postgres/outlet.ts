/** Where the bytes of a transfer go. */
export interface Outlet {
  readonly path: string
  /** Whether it takes everything before somebody reads. */
  readonly keepsAll: boolean
  /** Resolves when there is room for more; false when nobody reads any more. */
  write(chunk: Uint8Array): Promise<boolean>
  /** Everything was written, so the reader may see the end. False when it stopped reading before. */
  end(): Promise<boolean>
  /** What was written is not all. The reader must not take it for all. */
  fail(): void
  /** Removes it from the disk and lets go of a reader. Safe to call twice. */
  close(): void
}
