import { StoreError } from '../../ports/store.ts'
import type { Connection } from './connection.ts'
import type { ServerError } from './server-error.ts'

interface Failure extends ServerError {
  readonly connection: Pick<Connection, 'bucket' | 'server' | 'credentials'>
}

/** What is wrong with the credentials themselves, whatever they would allow; never what they are. */
export function credentialsFailed(failure: Failure): StoreError | undefined {
  const { code, message, connection } = failure
  const { server, credentials } = connection
  const isGiven = credentials === 'given'
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return wrong(
        `No credentials for the lake were found: ${message}`,
        'Tried were the environment (AWS_ACCESS_KEY_ID), the profile of AWS (~/.aws, SSO, assumed roles, processes), a web identity, and the role of the container or instance. Give it one of these, or "access_key_id" and "secret_access_key".',
      )
    case 'InvalidAccessKeyId':
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return wrong(
        `${server} does not know the access key of the lake (${code}).`,
        isGiven ? 'Correct "access_key_id", or S3_ACCESS_KEY in .env.' : 'Correct the credentials that AWS found.',
      )
    case 'SignatureDoesNotMatch':
      return wrong(
        `The secret key of the lake does not belong to its access key: ${server} refused the signature (${code}).`,
        isGiven ? 'Correct "secret_access_key", or S3_SECRET_KEY in .env.' : 'Correct the credentials that AWS found.',
      )
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
    case 'InvalidToken':
      return wrong(
        `The credentials of the lake have ended (${code}).`,
        isGiven
          ? 'Give new ones, or leave out "access_key_id" and let AWS find credentials that it renews in the middle of a run.'
          : 'Get new ones, such as with: aws sso login',
      )
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
    case 'RequestInTheFuture':
      return wrong(`${clockOf(failure)} (${code}).`, 'Set the clock; time servers do it by themselves.')
    default:
      return undefined
  }
}

function clockOf({ headers, connection }: Failure): string {
  const theirs = Date.parse(headers['date'] ?? '')
  if (Number.isNaN(theirs)) return `The clocks of this machine and of ${connection.server} are too far apart`
  const minutes = Math.round((Date.now() - theirs) / 60_000)
  const direction = minutes > 0 ? 'ahead of' : 'behind'
  return `The clock of this machine is ${Math.abs(minutes)} minutes ${direction} that of ${connection.server}`
}

function wrong(message: string, hint: string): StoreError {
  return new StoreError('store/credentials', message, hint)
}
