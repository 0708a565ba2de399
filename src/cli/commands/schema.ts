import * as app from '../../app/schema.ts'
import type { CommandInput } from '../command-input.ts'

/** `schema`: a JSON Schema for editors. */
export async function schema({ args: [name = ''], output }: CommandInput): Promise<number> {
  output.stdout.write(`${JSON.stringify(app.schema(name), null, 2)}\n`)
  return 0
}
