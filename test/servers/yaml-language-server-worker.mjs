// Has the YAML language server look at files, as an editor does; reads schemas and files from standard input, prints problems.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [, , folder = ''] = process.argv
const load = createRequire(join(process.cwd(), folder, 'index.js'))
const { getLanguageService } = load('yaml-language-server')
const { TextDocument } = load('vscode-languageserver-textdocument')

const { schemas, values } = JSON.parse(readFileSync(0, 'utf8'))
const problems = {}
for (const [name, schema] of Object.entries(schemas)) {
  const service = getLanguageService({
    schemaRequestService: async (uri) => Promise.reject(new Error(`Nothing is fetched, and not ${uri}.`)),
    workspaceContext: { resolveRelativePath: (path) => path },
  })
  service.configure({ validate: true, schemas: [{ uri: `schema:${name}`, schema, fileMatch: ['*'] }] })
  for (const { file } of values.filter((value) => value.schema === name)) {
    const document = TextDocument.create(`file:///${file}`, 'yaml', 1, readFileSync(file, 'utf8'))
    const found = await service.doValidation(document, false)
    problems[file] = found.map(({ range, message }) => `${range.start.line + 1}: ${message.slice(0, 200)}`)
  }
}
process.stdout.write(JSON.stringify(problems))
