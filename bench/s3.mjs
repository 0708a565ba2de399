import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, measure } from './measure.mjs'
import { credentials, startS3 } from './s3-server.mjs'
import { copyProject } from './tpch.mjs'
import { tpchData } from './tpch-data.mjs'

const bucket = 'bench-lake'
const env = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }
const uploader = fileURLToPath(new URL('s3-upload.mjs', import.meta.url))

/** A lake on S3 next to one in a folder, and an upload next to what the SDK does by itself, on a server of this machine. */
export async function s3(options) {
  const server = await startS3(bucket)
  if (server === undefined) {
    options.say('No S3 server is installed: npm test installs one.')
    return []
  }
  try {
    return [await builds(server, options), uploads(server, options)]
  } finally {
    await server.stop()
  }
}

async function builds(server, { root, cli, folder, scale: wanted, runs = 3, say }) {
  const data = await tpchData({ root, folder, scale: wanted, say })
  const projects = Object.fromEntries(
    ['s3', 'local'].map((kind) => {
      const project = join(folder, `s3-${kind}`)
      copyProject({ root, project, data: data.folder })
      return [kind, project]
    }),
  )
  let count = 0
  const build = (project) => measure([process.execPath, cli, 'build', '--project-dir', project], { env })
  return compare({
    name: `build, TPC-H at scale ${data.scale}, lake on S3 / in a folder`,
    ours: () => {
      count += 1
      const lake = `{type: s3, bucket: ${bucket}, prefix: run-${count}, endpoint: "${server.endpoint}"}`
      writeFileSync(
        join(projects.s3, 'profiles.yml'),
        `tpch:\n  target: dev\n  outputs:\n    dev: {type: duckdb, threads: 4, lake: ${lake}}\n`,
      )
      return emptied(projects.s3, () => build(projects.s3))
    },
    floor: () => emptied(projects.local, () => build(projects.local)),
    runs,
    allowed: { wall: 1.15 },
  })
}

function emptied(project, run) {
  const measured = run()
  for (const made of ['lake', 'target', '.tpchmodel']) rmSync(join(project, made), { recursive: true, force: true })
  return measured
}

function uploads(server, { root, folder, runs = 3 }) {
  const compiled = join(folder, 'compiled')
  compile(root, compiled)
  const file = join(folder, 'upload.bin')
  const content = randomBytes(256 * 1024 * 1024)
  writeFileSync(file, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  let count = 0
  const send = (store) => {
    count += 1
    const task = { file, sha256, bucket, key: `upload-${count}`, endpoint: server.endpoint, ...(store && { store }) }
    return measure([process.execPath, uploader, JSON.stringify(task)], { env })
  }
  const measured = compare({
    name: 'upload of 256 MiB / plain multipart upload',
    ours: () => send(join(compiled, 'stores/s3/s3-store.js')),
    floor: () => send(),
    runs,
    // 0.8 of the speed.
    allowed: { wall: 1.25 },
  })
  rmSync(file)
  return measured
}

/** The store alone: the program is joined into files that export commands only. */
function compile(root, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'tsconfig.json')
  const compilerOptions = { rootDir: join(root, 'src'), outDir: folder, declaration: false }
  const typeRoots = [join(root, 'node_modules/@types')]
  const settings = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions: { ...compilerOptions, typeRoots },
    include: [join(root, 'src/stores')],
  }
  writeFileSync(config, JSON.stringify(settings))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'inherit' })
}
