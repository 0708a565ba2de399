import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { emptyLake, noLakeAt, severalEnvironments } from '../environments/diagnostics.ts'
import { environmentNames } from '../environments/versions.ts'
import type { JsonObject } from '../util/json.ts'
import { loadSettings } from './load-settings.ts'
import { withLake } from './open-lake.ts'
import type { ProjectOptions } from './options.ts'

/** Of commands that read a lake and may do so without a project. */
export interface LakeOptions extends ProjectOptions {
  /** A lake to read in place of the project's: a folder, or `s3://bucket/prefix`. */
  readonly lake?: string
  /** The environment that is meant. Default: the target's; of a lake without a project the only one. */
  readonly published?: string
}

/**
 * Calls a command with its options; where these name a lake, with those of a project without models in its place, whose
 * target has that lake. With `needsOne` its environment is the one that is meant. Region, endpoint and keys of a bucket come from the environment. Throws `ProjectError`.
 */
export async function withLakeProject<O extends LakeOptions, T>(
  options: O,
  use: (options: O) => Promise<T>,
  needsOne = true,
): Promise<T> {
  const { lake: address, environment = process.env, published } = options
  if (address === undefined) return use(options)
  const lake = await lakeAt(address, environment)
  const root = await mkdtemp(join(tmpdir(), 'tpchmodel-lake-'))
  try {
    const { profile: _, target: __, ...rest } = options
    // What is left out is chosen by the profile that is written here.
    const inside = { ...rest, environment, projectDir: root, profilesDir: root } as O
    await writeFile(join(root, 'project.yml'), JSON.stringify({ name: 'lake' }))
    await writeProfile(root, { type: 'duckdb', lake })
    if (published === undefined && needsOne) {
      await writeProfile(root, { type: 'duckdb', lake, environment: await onlyEnvironment(inside, address) })
    }
    return await use(inside)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function writeProfile(root: string, target: JsonObject): Promise<void> {
  await writeFile(join(root, 'profiles.yml'), JSON.stringify({ lake: { target: 'lake', outputs: { lake: target } } }))
}

/** Throws `ProjectError` where the lake has none, or more than one. */
async function onlyEnvironment(options: ProjectOptions, address: string): Promise<string> {
  const { target } = await loadSettings(options)
  const [name, ...others] = await withLake(target, environmentNames)
  if (name === undefined) throw new ProjectError([emptyLake(address)])
  if (others.length > 0) throw new ProjectError([severalEnvironments(address, [name, ...others])])
  return name
}

/** The keys of a lake in a profile. */
async function lakeAt(address: string, environment: Readonly<Record<string, string | undefined>>): Promise<JsonObject> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(address) ?? []
  if (bucket !== undefined) return bucketOf({ bucket, prefix: prefix.replace(/\/+$/, '') }, environment)
  const path = resolve(address)
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
  if (!isFolder || /\{[{%#]/.test(path)) throw new ProjectError([noLakeAt(address)])
  return { type: 'local', path }
}

function bucketOf(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  environment: Readonly<Record<string, string | undefined>>,
): JsonObject {
  if (!/^[a-z0-9][a-z0-9.-]+$/.test(bucket) || /\{[{%#]/.test(prefix)) {
    throw new ProjectError([noLakeAt(`s3://${bucket}/${prefix}`)])
  }
  const region = environment['S3_REGION'] ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  const endpoint = environment['S3_ENDPOINT'] ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']
  const hasKeys = Boolean(environment['S3_ACCESS_KEY'] && environment['S3_SECRET_KEY'])
  return {
    type: 's3',
    bucket,
    prefix,
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    // Rendered as a credential of a profile is, so that it is hidden wherever it might be printed.
    ...(hasKeys && {
      access_key_id: "{{ env_var('S3_ACCESS_KEY') }}",
      secret_access_key: "{{ env_var('S3_SECRET_KEY') }}",
    }),
  }
}
