import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, to disturb them. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** Connections that are open. */
  readonly open: () => number
  /** From now on nothing more is handed on, after so many bytes of the server's. The connections stay open. */
  stallAfter(bytes: number): void
  /** Ends the newest connection without a word. */
  cutNewest(): void
}

export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const clients: Socket[] = []
  let left = Number.POSITIVE_INFINITY
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host)
    clients.push(client)
    client.on('close', () => {
      clients.splice(clients.indexOf(client), 1)
      upstream.destroy()
    })
    client.pipe(upstream)
    upstream.on('data', (chunk) => {
      if (left <= 0) return
      left -= chunk.length
      if (!client.write(chunk)) upstream.pause()
    })
    client.on('drain', () => upstream.resume())
    upstream.on('close', () => client.destroy())
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    port: address.port,
    open: () => clients.length,
    stallAfter(bytes) {
      left = bytes
    },
    cutNewest() {
      clients.at(-1)?.resetAndDestroy()
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
