import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLogFile } from '../../src/cli/log-file.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tpchmodel-log-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function write(path: string, text: string, maxBytes = 0): readonly string[] {
  const failures: string[] = []
  const file = openLogFile({ path, maxBytes, onFailure: (reason) => failures.push(reason) })
  file.append(text)
  file.close()
  return failures
}

test('what is appended is in the file when it is closed, behind what was there', () => {
  const path = join(folder(), 'logs/tpchmodel.log')
  expect([...write(path, 'one\n'), ...write(path, 'two\n')]).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
})

test('a file that would grow too large is put aside, and five of those are kept', () => {
  const root = folder()
  for (let number = 1; number <= 8; number += 1) write(join(root, 'a.log'), `${number}${'.'.repeat(60)}\n`, 100)
  expect(readdirSync(root).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2', 'a.log.3', 'a.log.4', 'a.log.5'])
  expect(readFileSync(join(root, 'a.log'), 'utf8')).toMatch(/^8/)
  expect(readFileSync(join(root, 'a.log.5'), 'utf8')).toMatch(/^3/)
})

test('a file that cannot be written is told once', () => {
  const root = folder()
  writeFileSync(join(root, 'logs'), 'in the way')
  const failures: string[] = []
  const file = openLogFile({
    path: join(root, 'logs/a.log'),
    maxBytes: 0,
    onFailure: (reason) => failures.push(reason),
  })
  file.append('x'.repeat(100_000))
  file.append('y'.repeat(100_000))
  file.close()
  expect(failures).toHaveLength(1)
})
