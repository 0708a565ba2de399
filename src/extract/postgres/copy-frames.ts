/** What a chunk from the server holds of a COPY in text format. */
export interface Taken {
  /** Parts of the chunk, in order: rows, each behind `rowMark`. One may be empty. */
  readonly pieces: readonly Buffer[]
  /** From the first byte on that is not the COPY's, once that has come: what the driver has to see. */
  readonly rest?: Buffer
}

/** What stands in front of every row: the five bytes of its frame, made into a field of its own. */
export const rowMark = 'd---\t'

const [rowKind, dash = 0, , , tab = 0] = Buffer.from(rowMark)
const lineBreak = 0x0a
/** A byte for the kind, and four for the length of themselves and the content. */
const headBytes = 5
/** Rows, and what may come between them: CopyOutResponse, notices, changed parameters, notifications. */
const expected: ReadonlySet<number> = new Set(Buffer.from('dHNSA'))
const none = Buffer.alloc(0)

/**
 * The frames around the rows of a COPY, as chunks of any size bring them. PostgreSQL sends one frame for each row, whose
 * head becomes a field in front of the row, in its place: a row costs a few instructions, and its bytes are neither
 * copied nor looked at.
 */
export class CopyFrames {
  /** Bytes of the longest row, known as soon as it begins. */
  longest = 0
  /** Rows that have begun. */
  rows = 0
  /** A head of which a part has come. */
  #head = none
  /** Bytes that are still to come of the frame that is open. */
  #missing = 0
  #isRow = false

  /** Changes the chunk, which is not copied. Throws for a server that frames rows in another way than PostgreSQL. */
  take(chunk: Buffer): Taken {
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const pieces: Buffer[] = []
    let start = 0
    let at = 0
    for (;;) {
      at = this.#goOn(bytes, at)
      if (!this.#isRow) start = at
      if (this.#missing > 0 || at + headBytes > bytes.length) break
      const kind = bytes.readUInt8(at)
      this.#isRow = kind === rowKind
      if (!this.#isRow) pieces.push(bytes.subarray(start, at))
      if (!expected.has(kind)) return { pieces, rest: bytes.subarray(at) }
      this.#open(bytes, at)
    }
    pieces.push(bytes.subarray(start, at))
    this.#head = at < bytes.length ? Buffer.from(bytes.subarray(at)) : none
    return { pieces }
  }

  /** Where the open frame ends, or the bytes do. */
  #goOn(bytes: Buffer, at: number): number {
    const taken = Math.min(this.#missing, bytes.length - at)
    const end = at + taken
    this.#missing -= taken
    if (this.#isRow && this.#missing === 0 && taken > 0 && bytes[end - 1] !== lineBreak) {
      throw new Error('The server does not send one row in each message.')
    }
    return end
  }

  #open(bytes: Buffer, at: number): void {
    this.#missing = 1 + bytes.readUInt32BE(at + 1)
    if (!this.#isRow) return
    this.rows += 1
    if (this.#missing > this.longest) this.longest = this.#missing
    bytes[at + 1] = dash
    bytes[at + 2] = dash
    bytes[at + 3] = dash
    bytes[at + 4] = tab
  }
}
