import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { Socket, type SocketConstructorOpts } from 'node:net'
import type { DuplexOptions } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Outlet } from './outlet.ts'

/** A line of one field, where every row has two or more: DuckDB refuses it, wherever the transfer broke off. */
const cutOff = '\nThe transfer was cut off.\n'

/**
 * A named pipe that one reader takes once. Undefined where the system has none.
 *
 * It is written through the event loop: writes by the thread pool would wait for the pool's threads, which queries of
 * DuckDB hold while they wait for the pipe. Once the reader has opened it the name is gone, so that a second reader
 * gets an error and not half of the rows.
 */
export async function namedPipe(path: string): Promise<Outlet | undefined> {
  if (process.platform === 'win32') return undefined
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', path])
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return pipeOutlet(path)
}

function pipeOutlet(path: string): Outlet {
  const closing = new AbortController()
  let opening: Promise<Socket | undefined> | undefined
  const reader = () => {
    opening ??= openForReader(path, closing.signal)
    return opening
  }
  return {
    path,
    keepsAll: false,
    async write(chunk) {
      const socket = await reader()
      return socket !== undefined && writeTo(socket, chunk, closing.signal)
    },
    async end() {
      const socket = await reader()
      return socket !== undefined && endOf(socket, closing.signal)
    },
    fail() {
      void reader().then(breakOff)
    },
    close() {
      if (closing.signal.aborted) return
      closing.abort()
      void opening?.then(breakOff)
      letGo(path)
    },
  }
}

/** Opening to write fails as long as nobody reads, and a blocking open would hold a thread, so it is tried again and again. */
async function openForReader(path: string, closing: AbortSignal): Promise<Socket | undefined> {
  for (let wait = 1; !closing.aborted; wait = Math.min(wait * 2, 20)) {
    const descriptor = openIfRead(path)
    if (descriptor !== undefined) {
      rmSync(path, { force: true })
      const socket = new Socket(writerOf(descriptor))
      // A reader that has gone is told by `write` and `end`.
      socket.on('error', () => undefined)
      return socket
    }
    await pause(wait)
  }
  return undefined
}

/** Bytes that wait for the pipe at most. The types leave out that a socket has the options of a stream. */
function writerOf(descriptor: number): SocketConstructorOpts {
  const inMemory: DuplexOptions = { writableHighWaterMark: 262_144 }
  return { fd: descriptor, readable: false, writable: true, ...inMemory }
}

function openIfRead(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENXIO') return undefined
    throw error
  }
}

async function writeTo(socket: Socket, chunk: Uint8Array, closing: AbortSignal): Promise<boolean> {
  if (socket.destroyed || closing.aborted) return false
  if (!socket.write(chunk)) await firstOf(socket, ['drain', 'close'], closing)
  return !socket.destroyed && !closing.aborted
}

async function endOf(socket: Socket, closing: AbortSignal): Promise<boolean> {
  if (socket.destroyed || closing.aborted) return false
  socket.end()
  await firstOf(socket, ['close'], closing)
  return socket.errored === null && socket.writableFinished
}

function firstOf(socket: Socket, events: readonly string[], closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      for (const event of events) socket.off(event, settle)
      closing.removeEventListener('abort', settle)
      resolve()
    }
    for (const event of events) socket.on(event, settle)
    closing.addEventListener('abort', settle)
  })
}

/** Ends what is not complete with a broken line. A reader that is busy elsewhere comes to it later; nobody waits for it. */
function breakOff(socket: Socket | undefined): void {
  if (socket === undefined || socket.writableEnded) return
  socket.end(cutOff)
  socket.unref()
}

/** A reader that waits in its open is given one, then a broken line and the end. */
function letGo(path: string): void {
  try {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    rmSync(path, { force: true })
    writeSync(descriptor, cutOff)
    closeSync(descriptor)
  } catch {
    // The name has gone: the reader has opened it, or the folder was removed.
  }
}
