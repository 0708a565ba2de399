/** What the SDK knows of an error, whichever of its classes it has. */
export interface ServerError {
  /** The server's or the system's word for it, such as `NoSuchKey` or `ECONNREFUSED`. */
  readonly code: string
  /** HTTP's; undefined where no answer came. */
  readonly status: number | undefined
  /** How often the request was sent; 0 when it was not, or when its answer broke off. */
  readonly attempts: number
  readonly headers: Readonly<Record<string, string>>
  readonly message: string
  /** The SDK's word for the kind of error. */
  readonly name: string
  /** Where a bucket of another region is, as far as the answer says it. */
  readonly region: string | undefined
}

/** Reads an error of the SDK or of the network; other values give an empty code. */
export function serverError(error: unknown): ServerError {
  const fields = recordOf(error)
  const metadata = recordOf(fields['$metadata'])
  const name = textOf(fields['name'])
  const system = textOf(fields['code'])
  const status = metadata['httpStatusCode']
  return {
    code: system !== '' ? system : textOf(fields['Code']) || name,
    status: typeof status === 'number' ? status : undefined,
    attempts: typeof metadata['attempts'] === 'number' ? metadata['attempts'] : 0,
    headers: headersOf(recordOf(fields['$response'])['headers']),
    message: textOf(fields['message']),
    name,
    region: textOf(fields['Region']) || undefined,
  }
}

/** The bucket is there and the object is not. */
export function isMissing(error: unknown): boolean {
  const { status, code } = serverError(error)
  return status === 404 && code !== 'NoSuchBucket' && code !== 'NoSuchUpload'
}

/** A condition of a write did not hold; one that names an etag fails for a missing object too. */
export function isConflict(error: unknown): boolean {
  return serverError(error).status === 412 || isMissing(error)
}

/** Two writes met: neither need be the winner, and a later one may succeed. */
export function isCollision(error: unknown): boolean {
  const { status, code } = serverError(error)
  return status === 409 && (code === 'ConditionalRequestConflict' || code === 'OperationAborted')
}

/**
 * A write that failed may have been done: its answer was lost, and either nobody knows, or a repetition met what it had
 * made.
 */
export function mayBeDone(error: unknown): boolean {
  const { status, code, attempts } = serverError(error)
  return status === undefined || status >= 500 || attempts > 1 || code === 'NoSuchUpload'
}

/** What arrived is not what was sent: something on the way changed it, and the server kept nothing. */
export function isChanged({ code }: Pick<ServerError, 'code'>): boolean {
  return ['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'].includes(code)
}

/** The server is there and has no time for the request. */
export function isBusy(error: unknown): boolean {
  const { status, code } = serverError(error)
  return status !== undefined && (status >= 500 || status === 429 || code === 'SlowDown')
}

/** An answer that broke off after it began, which the SDK does not repeat. */
export function isCut(error: unknown): boolean {
  const { code, attempts } = serverError(error)
  return attempts === 0 && /^(?:ECONNRESET|EPIPE|ETIMEDOUT|TimeoutError|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // Any object can be asked for any name; what is found there is unknown.
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name.toLowerCase(), text]] : [],
    ),
  )
}
