import { hash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'

/** What a request is, as far as its body and headers go. */
interface Sent {
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/**
 * Sends every body that is in memory with its MD5, which servers compare that know no other checksum: what changes on its
 * way is refused, and sent again. `Content-MD5` of RFC 1864, the one that S3 knew first.
 */
export function withBodyDigest(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      if (isSent(args.request)) addDigest(args.request)
      return next(args)
    },
    { step: 'build', name: 'bodyDigest' },
  )
  return client
}

function addDigest({ headers, body }: Sent): void {
  const isChecked = Object.keys(headers).some((name) => /^(?:content-md5|x-amz-checksum-)/i.test(name))
  if (isChecked || !(typeof body === 'string' || body instanceof Uint8Array)) return
  headers['content-md5'] = hash('md5', body, 'base64')
}

function isSent(request: unknown): request is Sent {
  return typeof request === 'object' && request !== null && 'headers' in request
}
