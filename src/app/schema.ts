import { ProjectError } from '../diagnostics/diagnostic.ts'
import { jsonSchema, type SchemaName, schemaNames } from '../project/json-schema.ts'
import type { JsonObject } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'

/** The JSON Schema of a kind of YAML file: `project`, `dbt-project`, `profiles`, `properties`. Throws `ProjectError` for another. */
export function schema(name: string): JsonObject {
  const known = schemaNames.find((each): each is SchemaName => each === name)
  if (known !== undefined) return jsonSchema(known)
  const suggestion = nearest(name, schemaNames)
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: `There is no schema "${name}"; there are ${schemaNames.map((each) => `"${each}"`).join(', ')}.`,
      ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
    },
  ])
}
