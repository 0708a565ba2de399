import { ignoredKey, missingKey, wrongValue } from './diagnostics.ts'
import type { lakeSchema } from './lake-schema.ts'
import type { LakeTarget, S3Lake } from './profile.ts'
import { placeOf } from './read-value.ts'
import type { ValueOf } from './schema.ts'
import { absolute, filled, placeOfKey, type TargetPlace } from './target-place.ts'
import { entryOf } from './yaml-node.ts'

type Lake = ValueOf<typeof lakeSchema>
type Bucket = Extract<Lake, { readonly type: 's3' }>

const smallestPart = 5 * 1024 * 1024

/** A checked lake, complete. Reports what only shows when keys are seen together. */
export function lakeOf(lake: Lake, target: TargetPlace): LakeTarget {
  if (lake.type === 'local') return { type: 'local', path: absolute(lake.path ?? 'lake', target) }
  const place = { ...target, node: entryOf(target.node, 'lake')?.value ?? target.node }
  const endpoint = filled(lake.endpoint)
  if (endpoint !== undefined) checkEndpoint(endpoint, lake, place)
  checkEncryption(lake, place)
  const { bucket, prefix = '', region, path_style, sse, kms_key_id, storage_class, tags, checksums, ca } = lake
  return {
    type: 's3',
    bucket,
    prefix: prefix.replace(/^\/+|\/+$/g, ''),
    region: filled(region),
    endpoint,
    ...credentialsOf(lake, place),
    pathStyle: path_style,
    encryption: sse && { algorithm: sse, key: filled(kms_key_id) },
    storageClass: filled(storage_class),
    tags: checkedTags(tags, place),
    partSize: partSizeOf(lake, place),
    cacheSize: lake.cache_size === undefined ? undefined : bytesOf(lake.cache_size),
    checksums,
    ca: filled(ca) && absolute(ca ?? '', place),
    publish: lake.publish ?? 'safe',
  }
}

/** Both keys or none; what is empty says nothing, so that a variable may be left out. */
function credentialsOf(lake: Bucket, place: TargetPlace): Pick<S3Lake, 'credentials' | 'profile'> {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    lake.access_key_id,
    lake.secret_access_key,
    lake.session_token,
  ].map((secret) => (secret?.reveal() === '' ? undefined : secret))
  const profile = filled(lake.profile)
  const needs = (missing: string) =>
    place.context.report(missingKey('The lake', missing, { location: placeOf(place.node, place.context) }))
  if (accessKeyId === undefined && (secretAccessKey ?? sessionToken) !== undefined) needs('access_key_id')
  if (accessKeyId !== undefined && secretAccessKey === undefined) needs('secret_access_key')
  if (accessKeyId === undefined || secretAccessKey === undefined) return { credentials: undefined, profile }
  if (profile !== undefined) {
    const location = placeOfKey('profile', place)
    place.context.report(ignoredKey('profile', '"access_key_id" is stronger', location))
  }
  return { credentials: { accessKeyId, secretAccessKey, sessionToken }, profile: undefined }
}

function checkEndpoint(endpoint: string, { allow_insecure }: Bucket, place: TargetPlace): void {
  const location = placeOfKey('endpoint', place)
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    const hint = 'Credentials go to "access_key_id" and "secret_access_key".'
    const problem = 'is no address of a server; something like https://s3.example.com is expected'
    place.context.report(wrongValue('"endpoint"', problem, { location, ...(url?.username && { hint }) }))
  } else if (url.protocol === 'http:' && allow_insecure !== true && !isThisMachine(url.hostname)) {
    const hint = 'Use https, or accept the risk with "allow_insecure: true".'
    const problem = `sends the rows of the lake unencrypted to ${url.host}`
    place.context.report(wrongValue('"endpoint"', problem, { location, hint }))
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith('.localhost')
}

function checkEncryption({ sse, kms_key_id }: Bucket, place: TargetPlace): void {
  if (filled(kms_key_id) === undefined || sse === 'aws:kms') return
  place.context.report(ignoredKey('kms_key_id', 'only "sse: aws:kms" has a key', placeOfKey('kms_key_id', place)))
}

function checkedTags(tags: Bucket['tags'], place: TargetPlace): Readonly<Record<string, string>> | undefined {
  const count = Object.keys(tags ?? {}).length
  if (count > 10) {
    const location = placeOfKey('tags', place)
    place.context.report(wrongValue('"tags"', `has ${count} tags; S3 takes at most 10`, { location }))
  }
  return count === 0 ? undefined : tags
}

function partSizeOf({ part_size }: Bucket, place: TargetPlace): number | undefined {
  if (part_size === undefined) return undefined
  const bytes = bytesOf(part_size)
  if (bytes < smallestPart || bytes > 1024 * smallestPart) {
    const location = placeOfKey('part_size', place)
    place.context.report(wrongValue('"part_size"', 'is not between 5MiB and 5GiB, which S3 takes', { location }))
  }
  return bytes
}

/** The bytes of a size such as `10GB` or `8 MiB`; names of thousands count 1000, those with an "i" 1024. */
function bytesOf(size: string): number {
  const [, count = '0', unit = '', binary = ''] = /^([\d.]+) ?([kmgt]?)(i?)b$/i.exec(size) ?? []
  return Math.round(
    Number(count) * (binary === '' ? 1000 : 1024) ** ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase()),
  )
}
