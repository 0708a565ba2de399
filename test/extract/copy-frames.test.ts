import { describe, expect, test } from 'vitest'
import { CopyFrames, rowMark } from '../../src/extract/postgres/copy-frames.ts'

const rows = ['1\ta long enough text\n', '2\t\\N\n', '\n', `3\t${'wide '.repeat(60)}\n`]
const done = frame('c', '')
const completed = frame('C', 'COPY 4\0')
const stream = Buffer.concat([
  frame('H', '\0\0\x02\0\0\0\0'),
  ...rows.slice(0, 2).map((row) => frame('d', row)),
  frame('N', 'a notice\0'),
  ...rows.slice(2).map((row) => frame('d', row)),
  done,
  completed,
])

describe('frames of a COPY', () => {
  test.each(Array.from({ length: 40 }, (_, index) => index + 1).concat(1000))(
    'in chunks of %i bytes are the same rows',
    (size) => {
      const { text, rest } = taken(stream, size)
      expect(text).toBe(rows.map((row) => rowMark + row).join(''))
      expect(rest).toEqual(Buffer.concat([done, completed]))
    },
  )

  test('become rows in their place', () => {
    const chunk = frame('d', 'one\n')
    const { pieces } = new CopyFrames().take(chunk)
    expect(pieces[0]?.buffer).toBe(chunk.buffer)
  })

  test('tell of a long row when it begins', () => {
    const frames = new CopyFrames()
    frames.take(frame('d', 'x'.repeat(1000)).subarray(0, 10))
    expect(frames.longest).toBe(1005)
  })

  test('leave an error of the server to the driver, wherever the chunk ends', () => {
    const error = frame('E', 'SERROR\0C57014\0\0')
    for (const size of [1, 3, 7, 100]) {
      const { text, rest } = taken(Buffer.concat([frame('d', 'one\n'), error]), size)
      expect({ text, rest }).toEqual({ text: `${rowMark}one\n`, rest: error })
    }
  })

  test('that hold less than a row are refused', () => {
    expect(() => new CopyFrames().take(frame('d', 'half of '))).toThrow('one row in each message')
  })
})

function frame(kind: string, content: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeUInt32BE(4 + Buffer.byteLength(content), 1)
  return Buffer.concat([head, Buffer.from(content)])
}

/** What comes of a stream whose chunks have that size; after the COPY all that is left belongs to the driver. */
function taken(bytes: Buffer, size: number): { readonly text: string; readonly rest: Buffer } {
  const frames = new CopyFrames()
  const pieces: Buffer[] = []
  const rest: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    if (rest.length > 0) {
      rest.push(chunk)
      continue
    }
    const found = frames.take(chunk)
    pieces.push(...found.pieces)
    if (found.rest !== undefined) rest.push(found.rest)
  }
  return { text: Buffer.concat(pieces).toString(), rest: Buffer.concat(rest) }
}
