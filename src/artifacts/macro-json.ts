import type { MacroDefinition } from '../manifest/node.ts'
import type { JsonObject } from '../util/json.ts'

/** A macro as dbt's manifest has it. */
export function macroJson(macro: MacroDefinition, createdAt: number): JsonObject {
  const { name, packageName, path, id, text, description, calls, patch } = macro
  return {
    name,
    resource_type: 'macro',
    package_name: packageName,
    path,
    original_file_path: path,
    unique_id: id,
    macro_sql: text,
    depends_on: { macros: calls },
    description,
    meta: patch?.meta ?? {},
    docs: { show: true, node_color: null, ...patch?.docs },
    patch_path: patch === undefined ? null : `${packageName}://${patch.path}`,
    arguments: argumentsOf(macro),
    created_at: createdAt,
    supported_languages: name.startsWith('materialization_') ? ['sql'] : null,
  }
}

/** As a properties file describes them, where it does, else as they are. */
function argumentsOf({ arguments: names, patch }: MacroDefinition): readonly JsonObject[] {
  const described = patch?.arguments ?? []
  return described.length > 0
    ? described.map(({ name, type = null, description }) => ({ name, type, description }))
    : names.map((name) => ({ name, type: null, description: '' }))
}
