// node s3-upload.mjs <task as JSON>: sends a file to a bucket, by the store of the program or as plainly as the SDK does it.
import { createReadStream } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

const { store, file, sha256, bucket, key, endpoint } = JSON.parse(process.argv[2])

if (store === undefined) {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  const params = { Bucket: bucket, Key: key, Body: createReadStream(file, { highWaterMark: 1024 * 1024 }) }
  await new Upload({ client, params, partSize: 8 * 1024 * 1024 }).done()
} else {
  const { openS3Store } = await import(pathToFileURL(store).href)
  const lake = await openS3Store({ bucket, prefix: '', endpoint })
  if ((await lake.putFile(key, file, sha256)) === 'conflict') throw new Error(`${key} is there already.`)
}
