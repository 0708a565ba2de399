// node alternating-worker.mjs <project> <source file> <first content> <second content>
// Builds a project again and again, with the one and the other content of its source, until standard input ends.
import { rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

const [, , projectDir, file, ...contents] = process.argv
const { build } = await import(resolve('dist/index.js'))
let goesOn = true
process.stdin
  .on('data', () => {})
  .on('end', () => {
    goesOn = false
  })
for (let round = 0; goesOn; round += 1) {
  await writeFile(`${file}.new`, contents[round % 2])
  await rename(`${file}.new`, file)
  const { runs, diagnostics } = await build({ projectDir })
  const failed = runs.filter(({ result: { status } }) => !['success', 'reused', 'pass'].includes(status))
  if (failed.length + diagnostics.length > 0) throw new Error(JSON.stringify([failed, diagnostics]))
  console.log(`round ${round}`)
}
