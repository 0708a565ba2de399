import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface SeenRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: IncomingHttpHeaders
  readonly body?: string | Buffer
}

/** Stands between a store and its server: counts what is asked, and answers in the server's place. */
export interface S3Proxy extends AsyncDisposable {
  readonly endpoint: string
  /** Since the proxy started, or since a test emptied it. */
  readonly requests: SeenRequest[]
  /** Answers before the server is asked; `cut` ends the connection; undefined asks the server. */
  before: (request: SeenRequest) => Answer | 'cut' | undefined
  /** Takes the server's answer, and may give another one. */
  after: (request: SeenRequest, answer: Answer) => Answer | 'cut' | Promise<Answer | 'cut'>
}

export async function startS3Proxy(port: number): Promise<S3Proxy> {
  const requests: SeenRequest[] = []
  const proxy: Pick<S3Proxy, 'before' | 'after'> = { before: () => undefined, after: (_, answer) => answer }
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming).catch(() => undefined)
    if (body === undefined) return
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body }
    requests.push(request)
    const answer = proxy.before(request) ?? (await proxy.after(request, await forwarded(port, request)))
    if (answer === 'cut') {
      incoming.socket.resetAndDestroy()
      return
    }
    outgoing.writeHead(answer.status, answer.headers)
    outgoing.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return Object.assign(proxy, {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

function forwarded(port: number, { method, path, headers, body }: SeenRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const upstream = ask({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      buffer(response).then((content) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content })
      }, reject)
    })
    upstream.on('error', reject)
    upstream.end(body)
  })
}

/** An error as S3 words it. */
export function s3Error(status: number, code: string, message: string, headers: IncomingHttpHeaders = {}): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body }
}
