import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrives, before the server has seen anything of it. */
export interface S3Request {
  readonly method: string
  /** Decoded, without the leading slash: `bucket/key`. */
  readonly path: string
  /** What of the query says which operation it is: `uploads`, `uploadId`, `delete`, `list-type`, …; empty for plain requests. */
  readonly query: string
  readonly body: Buffer
  /** From 1, among all requests of this proxy. */
  readonly nth: number
}

type When = 'before' | 'half' | 'after'

/** What is done to a request. */
export type Disturbance =
  /** The server never sees it; the client gets an error as S3 words it. */
  | { readonly do: 'refuse'; readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  /** The connection ends, after another step: before the server sees anything, in the middle of the body, or instead of the answer. */
  | { readonly do: 'cut'; readonly when: When; readonly first?: () => Promise<void> }
  /** The client gets half of the answer's body. */
  | { readonly do: 'cut-answer' }
  /** One bit of the body, or of the answer's, is another one. */
  | { readonly do: 'flip'; readonly of: 'body' | 'answer' }
  /** The same moments, where all goes on after another step. */
  | { readonly do: 'pause'; readonly when: When; readonly until: () => Promise<void> }
  /** Headers do not reach the server, as behind a gateway that does not know them. */
  | { readonly do: 'strip'; readonly headers: readonly string[] }

export interface DisturbingProxy extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly endpoint: string
  /** Every request so far. */
  readonly requests: readonly S3Request[]
  /** What becomes of the next requests; undefined for those that pass. */
  disturb(rule: ((request: S3Request) => Disturbance | undefined) | undefined): void
  /** Resolves when the server has answered everything that reached it. */
  quiet(): Promise<void>
}

/** Stands between a client and an S3 server, hands requests on as they are, and disturbs those that a rule names. */
export async function startDisturbingProxy(endpoint: string): Promise<DisturbingProxy> {
  const upstream = new URL(endpoint)
  const requests: S3Request[] = []
  let rule: ((request: S3Request) => Disturbance | undefined) | undefined
  let open = 0
  const waiting: (() => void)[] = []
  const server = createServer((incoming, outgoing) => {
    open += 1
    const done = () => {
      open -= 1
      if (open === 0) for (const tell of waiting.splice(0)) tell()
    }
    bytesOf(incoming)
      .then((body) => {
        const request = requestOf(incoming, body, requests.length + 1)
        requests.push(request)
        return handOn({ incoming, outgoing, upstream, body, disturbance: rule?.(request) })
      })
      .catch(() => incoming.socket.destroy())
      .finally(done)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    disturb(next) {
      rule = next
    },
    quiet: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function requestOf({ method = '', url = '' }: IncomingMessage, body: Buffer, nth: number): S3Request {
  const { pathname, searchParams } = new URL(url, 'http://s3')
  const names = [...searchParams.keys()].filter((name) => name !== 'x-id' && !name.startsWith('X-Amz-'))
  return { method, path: decodeURIComponent(pathname.slice(1)), query: names.join('&'), body, nth }
}

interface Passing {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly upstream: URL
  readonly body: Buffer
  readonly disturbance: Disturbance | undefined
}

async function handOn({ incoming, outgoing, upstream, body: whole, disturbance }: Passing): Promise<void> {
  const at = (when: When) => pointAt(when, disturbance, incoming)
  await at('before')
  if (disturbance?.do === 'refuse') return refuse(outgoing, disturbance)
  const body = disturbance?.do === 'flip' && disturbance.of === 'body' ? flipped(whole) : whole
  const headers = { ...incoming.headers }
  delete headers.expect
  if (disturbance?.do === 'strip') for (const name of disturbance.headers) delete headers[name.toLowerCase()]
  const answer = await asked({ upstream, incoming, headers, body, half: () => at('half') })
  const bytes = await bytesOf(answer)
  await at('after')
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
  if (disturbance?.do === 'cut-answer') {
    await new Promise((resolve) => outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve))
    incoming.socket.destroy()
    return
  }
  outgoing.end(disturbance?.do === 'flip' && disturbance.of === 'answer' ? flipped(bytes) : bytes)
}

/** A step of the way: pauses there, or ends here. */
async function pointAt(when: When, disturbance: Disturbance | undefined, incoming: IncomingMessage): Promise<void> {
  if (disturbance?.do === 'pause' && disturbance.when === when) await disturbance.until()
  if (disturbance?.do !== 'cut' || disturbance.when !== when) return
  await disturbance.first?.()
  incoming.socket.destroy()
  throw new Error('cut')
}

function refuse(
  outgoing: ServerResponse,
  { status, code, headers = {} }: Extract<Disturbance, { do: 'refuse' }>,
): void {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
  outgoing.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(text)
}

function asked(task: {
  readonly upstream: URL
  readonly incoming: IncomingMessage
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly half: () => Promise<void>
}): Promise<IncomingMessage> {
  const { upstream, incoming, headers, body, half } = task
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = upstream
    const sent = httpRequest(
      { host, port, method: incoming.method, path: incoming.url, headers, agent: false },
      resolve,
    )
    sent.on('error', reject)
    const middle = Math.floor(body.length / 2)
    sent.write(body.subarray(0, middle), () => {
      half().then(
        () => sent.end(body.subarray(middle)),
        (error: unknown) => {
          sent.destroy()
          reject(error)
        },
      )
    })
  })
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const middle = Math.floor(copy.length / 2)
  if (copy.length > 0) copy[middle] = (copy[middle] ?? 0) ^ 1
  return copy
}
