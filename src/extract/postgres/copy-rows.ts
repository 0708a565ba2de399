import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, Submittable } from 'pg'
import { CopyFrames } from './copy-frames.ts'

/** How many bytes are taken in advance, for each transfer. */
const ahead = 262_144

/**
 * What a server sends in small portions is left to gather for so many milliseconds, as each that is taken costs the same
 * whatever its size.
 */
const gathering = 1
const small = 32_768

/**
 * A `COPY … TO STDOUT (FORMAT text)` as a statement of the driver's. Its rows are taken when they are asked for; each
 * has `rowMark` in front.
 */
export class CopyRows implements Submittable {
  readonly #sql: string
  readonly #frames = new CopyFrames()
  #connection: Connection | undefined
  /** The driver's own listener, while ours is in its place. */
  #driver: ((chunk: Buffer) => void) | undefined
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #bytes = 0
  #lastBytes = 0
  #sent = 0
  #isEnded = false
  #failure: unknown
  #wake: () => void = () => undefined

  constructor(sql: string) {
    this.#sql = sql
  }

  /** Rows that PostgreSQL says it sent, once `next` has come to the end. */
  get sent(): number {
    return this.#sent
  }

  /** Bytes that have arrived. */
  get bytes(): number {
    return this.#bytes
  }

  /** Rows that have begun to arrive. */
  get rows(): number {
    return this.#frames.rows
  }

  /** Bytes of the longest row that has begun to arrive. */
  get longest(): number {
    return this.#frames.longest
  }

  /** What has arrived since the last time, as soon as something has; undefined at the end. Throws the driver's error. */
  async next(): Promise<readonly Buffer[] | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#isEnded) return undefined
      await this.#more()
    }
    const taken = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    return taken
  }

  async #more(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    const stream = this.#connection?.stream
    if (stream?.isPaused()) {
      if (this.#lastBytes < small) await pause(gathering)
      stream.resume()
    }
    await woken
  }

  submit(connection: Connection): void {
    this.#connection = connection
    // The one listener there is, by which the driver takes all that comes.
    const [driver] = connection.stream.listeners('data') as ((chunk: Buffer) => void)[]
    if (driver === undefined) throw new Error('Internal error: the driver does not listen to its connection.')
    this.#driver = driver
    connection.stream.off('data', driver)
    connection.stream.on('data', this.#take)
    connection.query(this.#sql)
  }

  handleCommandComplete({ text }: { readonly text?: string }): void {
    this.#sent = Number(/^COPY (\d+)/.exec(text ?? '')?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    this.#isEnded = true
    this.#wake()
  }

  handleError(error: unknown): void {
    this.#failure ??= error
    this.#wake()
  }

  readonly #take = (chunk: Buffer): void => {
    this.#bytes += chunk.length
    this.#waitingBytes += chunk.length
    this.#lastBytes = chunk.length
    const rest = this.#gather(chunk)
    if (rest !== undefined) this.#handBack(rest)
    else if (this.#waitingBytes >= ahead || chunk.length < small) this.#connection?.stream.pause()
    this.#wake()
  }

  #gather(chunk: Buffer): Buffer | undefined {
    try {
      const { pieces, rest } = this.#frames.take(chunk)
      this.#waiting.push(...pieces.filter(({ length }) => length > 0))
      return rest
    } catch (error) {
      this.handleError(error)
      this.#connection?.stream.destroy()
      return undefined
    }
  }

  /** The end, or an error, is the driver's to understand. */
  #handBack(rest: Buffer): void {
    const stream = this.#connection?.stream
    const driver = this.#driver
    if (stream === undefined || driver === undefined) return
    stream.off('data', this.#take)
    stream.on('data', driver)
    driver(rest)
    stream.resume()
  }
}
