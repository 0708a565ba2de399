import { boolean, choice, map, object, optional, required, secret, tagged, text } from './schema.ts'

/** S3's rule for names of buckets, and underscores, which older ones have. */
const bucketName = {
  regex: '[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]',
  expected: 'a name of 3 to 63 small letters, digits, "-" and "."',
}

/** A number of bytes, for people. */
const sizePattern = {
  regex: '[0-9]+(?:\\.[0-9]+)? ?(?:[kKMGT]i?)?[bB]',
  expected: 'a size such as 16MB or 10GB',
}

/** Servers and programs would take such parts for a way out of the folder, or drop them. */
const prefixPattern = {
  regex: '(?!(?:.*/)?\\.{1,2}(?:/|$))(?!.*//)[^\\\\\\u0000-\\u001f]*',
  expected: 'a folder without "." and "..", empty parts and backslashes',
}

const words = { numbers: true }

/** `lake:` of a target. */
export const lakeSchema = tagged('Where Parquet is kept.', 'type', {
  local: object('A folder.', {
    type: required(choice('A folder of this machine.', ['local'])),
    path: optional(text('The folder, relative to the project. Default: lake.')),
  }),
  s3: object('A bucket of S3, or of a server that speaks its language.', {
    type: required(choice('S3.', ['s3'])),
    bucket: required(text('The bucket.', { pattern: bucketName })),
    prefix: optional(text('The folder in the bucket. Default: none.', { pattern: prefixPattern })),
    region: optional(text("The bucket's region. Default: that of AWS's settings; with an endpoint, us-east-1.")),
    endpoint: optional(text('The address of a server other than AWS: http://localhost:8333.')),
    access_key_id: optional(secret('Without it, the usual chain of AWS finds credentials.')),
    secret_access_key: optional(secret('Belongs to access_key_id.')),
    session_token: optional(secret('Belongs to access_key_id, for credentials that end.')),
    profile: optional(text("The profile of AWS's own settings that has the credentials.", words)),
    path_style: {
      schema: boolean('The bucket stands in the path, not in the host. Default: true with an endpoint other than AWS.'),
      aliases: { force_path_style: false },
    },
    allow_insecure: optional(boolean('Allows an endpoint without TLS on another machine.')),
    ca: optional(text('A file of certificates to trust besides the usual ones, relative to the project.')),
    sse: optional(
      choice('How the server encrypts what is written. Default: as the bucket says.', ['AES256', 'aws:kms']),
    ),
    kms_key_id: optional(text('The key of KMS. Default: the one of AWS.')),
    storage_class: optional(text('The storage class of the files of models. Default: STANDARD.')),
    tags: optional(map('Tags of what is written, at most ten.', text('A value.', words))),
    part_size: optional(
      text('Larger files are sent in parts of this size, at least 5MiB. Default: 8MiB.', { pattern: sizePattern }),
    ),
    cache_size: optional(
      text('How much of the lake is kept on this machine, in .tpchmodel/lake. Default: 10GB.', {
        pattern: sizePattern,
      }),
    ),
    checksums: optional(
      choice(
        'When requests carry checksums. Default: when_supported; with an endpoint other than AWS, when_required.',
        ['when_supported', 'when_required'],
      ),
    ),
    publish: optional(
      choice('`unsafe` accepts a server that ignores conditions of writes. Default: safe.', ['safe', 'unsafe']),
    ),
  }),
})
