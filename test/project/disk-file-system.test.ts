import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileError } from '../../src/ports/file-system.ts'
import { diskFileSystem } from '../../src/project/disk-file-system.ts'

let base: string
let root: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'files-'))
  root = join(base, 'shop')
  mkdirSync(root)
})
afterEach(() => rmSync(base, { recursive: true }))

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

async function problem(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(FileError)
  return error instanceof FileError ? error.message : ''
}

test('files are listed with forward slashes, sorted, without what begins with a dot', async () => {
  for (const path of [
    'models/b/z.sql',
    'models/a.sql',
    'models/B.sql',
    'models/.hidden',
    'models/.git/x.sql',
    'x.yml',
  ]) {
    write(path, '')
  }
  const files = diskFileSystem(root)
  expect(await files.list('models')).toEqual(['models/B.sql', 'models/a.sql', 'models/b/z.sql'])
  expect(await files.list('models/b/')).toEqual(['models/b/z.sql'])
  expect(await files.list('.')).toEqual(['models/B.sql', 'models/a.sql', 'models/b/z.sql', 'x.yml'])
})

test('a folder that is not there has no files, and a file that is not there no text', async () => {
  const files = diskFileSystem(root)
  expect(await files.list('models')).toEqual([])
  expect(await files.read('models/a.sql')).toBeUndefined()
  write('a', '')
  expect(await files.read('a/b')).toBeUndefined()
})

test('a byte order mark is no part of the text; every other character is', async () => {
  write('a.sql', bytes('ef bb bf 73 65 6c 65 63 74 20 27 c3 a9 27 0d 0a'))
  expect(await diskFileSystem(root).read('a.sql')).toBe("select 'é'\r\n")
})

test.each([
  ['one wrong byte', '61 62 ff 63', '"a.sql" is not UTF-8: byte 2 does not belong there. Save it as UTF-8.'],
  ['Latin-1', '63 61 66 e9 20', '"a.sql" is not UTF-8: byte 3 does not belong there. Save it as UTF-8.'],
  ['a character cut off', 'c3 a9 e2 82', '"a.sql" is not UTF-8: byte 2 does not belong there. Save it as UTF-8.'],
  ['half a surrogate pair', '61 ed a0 80', '"a.sql" is not UTF-8: byte 1 does not belong there. Save it as UTF-8.'],
  ['UTF-16', 'ff fe 61 00', '"a.sql" is UTF-16; save it as UTF-8.'],
  [
    'UTF-16 without a mark',
    '61 00 62 00',
    '"a.sql" is no text, or UTF-16 without a mark: byte 1 is zero. Save it as UTF-8.',
  ],
  ['UTF-16, the other way', 'fe ff 00 61', '"a.sql" is UTF-16; save it as UTF-8.'],
])('%s is refused with its place', async (_, hex, message) => {
  write('a.sql', bytes(hex))
  expect(await problem(diskFileSystem(root).read('a.sql'))).toBe(message)
})

test('symbolic links are followed while they stay in the project', async () => {
  write('shared/a.sql', 'select 1')
  mkdirSync(join(root, 'models'))
  symlinkSync(join(root, 'shared', 'a.sql'), join(root, 'models', 'a.sql'))
  symlinkSync('../shared', join(root, 'models', 'more'))
  symlinkSync('.', join(root, 'models', 'again'))
  const files = diskFileSystem(root)
  expect(await files.list('models')).toEqual(['models/a.sql', 'models/more/a.sql'])
  expect(await files.read('models/more/a.sql')).toBe('select 1')
})

test('what is neither a file nor a folder is no file of the project: whoever reads a pipe waits for its writer', async () => {
  write('models/a.sql', 'select 1')
  execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', join(root, 'models', 'b.sql')])
  symlinkSync('b.sql', join(root, 'models', 'c.sql'))
  expect(await diskFileSystem(root).list('models')).toEqual(['models/a.sql'])
})

test('what leads out of the project is refused', async () => {
  writeFileSync(join(base, 'secret.sql'), 'select 1')
  mkdirSync(join(root, 'models'))
  symlinkSync(join(base, 'secret.sql'), join(root, 'models', 'a.sql'))
  symlinkSync(base, join(root, 'models', 'up'))
  const files = diskFileSystem(root)
  expect(await problem(files.read('models/a.sql'))).toBe('"models/a.sql" leads out of the project.')
  expect(await problem(files.read('models/up/secret.sql'))).toBe('"models/up/secret.sql" leads out of the project.')
  expect(await problem(files.read('../secret.sql'))).toBe('"../secret.sql" leads out of the project.')
  expect(await problem(files.list('..'))).toBe('".." leads out of the project.')
  expect(await problem(files.list('models'))).toBe('"models/a.sql" leads out of the project.')
})

test('a folder beside the project whose name begins like its own is outside', async () => {
  mkdirSync(join(base, 'shop2'))
  writeFileSync(join(base, 'shop2', 'a.sql'), '')
  expect(await problem(diskFileSystem(root).read('../shop2/a.sql'))).toContain('leads out of the project')
})

test('links that lead nowhere or to themselves are refused', async () => {
  symlinkSync(join(root, 'gone.sql'), join(root, 'a.sql'))
  symlinkSync(join(root, 'b.sql'), join(root, 'b.sql'))
  const files = diskFileSystem(root)
  expect(await problem(files.read('a.sql'))).toBe('"a.sql" is a symbolic link that leads nowhere.')
  expect(await problem(files.read('b.sql'))).toBe('"b.sql" is a symbolic link that leads back to itself.')
})

test('a folder in place of a file, and a file in place of a folder, are refused', async () => {
  write('models/a.sql', '')
  const files = diskFileSystem(root)
  expect(await problem(files.read('models'))).toBe('"models" is a folder, a file is expected.')
  expect(await problem(files.list('models/a.sql'))).toBe('"models/a.sql" is a file, a folder is expected.')
})

test('a file that may not be read is refused', async () => {
  write('a.sql', '')
  chmodSync(join(root, 'a.sql'), 0)
  for (const folder of [base, root]) chmodSync(folder, 0o755)
  const files = diskFileSystem(root)
  expect(await withoutRights(() => problem(files.read('a.sql')))).toBe('Reading "a.sql" is not permitted.')
})

/** Nothing is forbidden to the superuser, who becomes nobody for a while. */
async function withoutRights<T>(use: () => Promise<T>): Promise<T> {
  const isSuperuser = process.geteuid?.() === 0
  if (isSuperuser) process.seteuid?.(65_534)
  try {
    return await use()
  } finally {
    if (isSuperuser) process.seteuid?.(0)
  }
}

test('a project may itself be reached through a symbolic link', async () => {
  write('models/a.sql', 'select 1')
  symlinkSync(root, join(base, 'link'))
  const files = diskFileSystem(join(base, 'link'))
  expect(await files.read('models/a.sql')).toBe('select 1')
  expect(await files.list('models')).toEqual(['models/a.sql'])
})
