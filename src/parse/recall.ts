import { hash } from 'node:crypto'
import { answerTo, isRandom, type OnRead, type Read, reads } from '../context/reads.ts'

/** What a file gave, and what it depends on. */
interface Kept {
  /** The hash of the file's text. */
  readonly text: string
  /** What was read while it was made, and the hashes of the answers. */
  readonly reads: Readonly<Record<Read, string>>
  readonly value: unknown
}

/** What parsing found out file by file: plain data, each good for as long as the file and the answers are the same. */
export type ParseMemory = ReadonlyMap<string, Kept>

/** A file to parse, unless what it gave before is still good. */
export interface FileWork<T> {
  /** What is found out; one kind gives one type. */
  readonly kind: 'captured' | 'properties' | 'macros'
  readonly path: string
  readonly text: string
  readonly make: () => T
  /** Whether the result may be used again; one with mistakes may not, which tell more than it depends on. */
  readonly isGood: (value: T) => boolean
}

/** The hash of a read's answer; undefined where none can be compared. */
export type Answers = (read: Read) => string | undefined

/** What one parsing knows from the one before, and what the next may know from it. */
export interface Recall {
  readonly onRead: OnRead
  /** Everything that was read, also by what is only remembered. */
  readonly all: ReadonlySet<Read>
  readonly memory: ParseMemory
  /** What a file gives: from the memory where that is still good, else made now. */
  recall<T>(work: FileWork<T>, answers: Answers): T
}

export function recallFrom(earlier: ParseMemory): Recall {
  const all = new Set<Read>()
  const memory = new Map<string, Kept>()
  let own = new Set<Read>()
  const onRead = (read: Read) => {
    all.add(read)
    own.add(read)
  }
  return {
    onRead,
    all,
    memory,
    recall<T>({ kind, path, text, make, isGood }: FileWork<T>, answers: Answers): T {
      const key = `${kind} ${path}`
      const textId = textHash(text)
      const known = earlier.get(key)
      if (known?.text === textId && isStill(known.reads, answers)) {
        memory.set(key, known)
        Object.keys(known.reads).forEach(onRead)
        // A key names the kind, and one kind keeps one type.
        return known.value as T
      }
      own = new Set()
      const value = make()
      if (isRandom(text)) onRead(reads.moment)
      const answered = answeredBy(own, answers)
      if (answered !== undefined && isGood(value)) memory.set(key, { text: textId, reads: answered, value })
      return value
    },
  }
}

/** Whether every answer is the same as before. */
export function isStill(before: Readonly<Record<Read, string>>, answers: Answers): boolean {
  return Object.entries(before).every(([read, answer]) => answers(read) === answer)
}

/** The answers to reads; undefined where one has none that can be compared. */
export function answeredBy(list: Iterable<Read>, answers: Answers): Readonly<Record<Read, string>> | undefined {
  const found: Record<Read, string> = {}
  for (const read of list) {
    const answer = answers(read)
    if (answer === undefined) return undefined
    found[read] = answer
  }
  return found
}

/** The answers that templates get in a world, each found once. */
export function answersIn(world: Parameters<typeof answerTo>[1]): Answers {
  const known = new Map<Read, string | undefined>()
  return (read) => {
    if (!known.has(read)) known.set(read, answerTo(read, world))
    return known.get(read)
  }
}

export function textHash(text: string): string {
  return hash('sha256', text, 'base64')
}
